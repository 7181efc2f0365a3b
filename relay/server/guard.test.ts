/** Who may talk to the relay: asked at every route, over HTTP and at the upgrade (docs/PROTOCOL.md, rules 1 to 3). */
import { describe, expect, it } from 'vitest';
import { httpStatus, type ErrorCode } from '../../shared/errors.ts';
import { type InProcessRelay, startRelay, TOKEN } from './testing/in-process.ts';
import { http, Refused, WireClient } from './testing/wire-client.ts';

const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` } as const;

/** Every kind of request there is. `needsToken`: what only those with the token may have. */
const ROUTES: readonly { readonly method: string; readonly path: string; readonly needsToken: boolean }[] = [
  { method: 'GET', path: '/', needsToken: true },
  { method: 'GET', path: '/index.html', needsToken: true },
  { method: 'GET', path: '/reelay.js', needsToken: false },
  { method: 'GET', path: '/assets/part-1234.js', needsToken: false },
  { method: 'GET', path: '/api/hello', needsToken: true },
  { method: 'GET', path: '/api/presets', needsToken: true },
  { method: 'GET', path: '/api/recordings', needsToken: true },
  { method: 'HEAD', path: '/api/recordings', needsToken: true },
  { method: 'GET', path: '/api/recordings/0123456789abcdef', needsToken: true },
  { method: 'DELETE', path: '/api/recordings/0123456789abcdef', needsToken: true },
  { method: 'GET', path: '/api/recordings/0123456789abcdef/thumbnail', needsToken: true },
  { method: 'GET', path: '/recordings/take.mp4', needsToken: true },
  { method: 'HEAD', path: '/recordings/take.mp4', needsToken: true },
  { method: 'GET', path: '/api/live', needsToken: true },
  { method: 'GET', path: '/live/0123456789abcdef', needsToken: true },
  { method: 'GET', path: '/live/0123456789abcdef.mjpeg', needsToken: true },
  { method: 'GET', path: '/live/0123456789abcdef.jpg', needsToken: true },
  { method: 'GET', path: '/api/nothing', needsToken: true },
  { method: 'GET', path: '/session', needsToken: false },
];
const PROTECTED = ROUTES.filter(({ needsToken }) => needsToken);
const FOREIGN_HOSTS = [
  'attacker.example',
  'attacker.example:8787',
  'localhost.attacker.example',
  '127.0.0.1.attacker.example',
  'attacker.example#127.0.0.1',
  '127.0.0.1@attacker.example',
  'user@127.0.0.1',
  '127.0.0.1:8787@attacker.example',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1',
  '2130706433',
  '127.1',
  '127.0.0.1.',
  'localhost.',
  '127.0.0.1:port',
  '127.0.0.1:8787:8787',
  'localhost, attacker.example',
  ':8787',
];
const FOREIGN_ORIGINS = [
  'https://attacker.example',
  'http://attacker.example:8787',
  'https://localhost.attacker.example',
  'http://127.0.0.1.attacker.example',
  'http://localhost@attacker.example',
  'http://attacker.example#localhost',
  'file://',
  'file://localhost',
  'chrome-extension://localhost',
  'null',
  'localhost',
  'http://',
  '',
];

/** The status that `code` gives, and the code in the body where there is one. */
async function expectRefused(
  relay: InProcessRelay,
  { method, path }: (typeof ROUTES)[number],
  headers: Record<string, string>,
  code: ErrorCode,
): Promise<void> {
  const answer = await http(relay.port, path, { method, headers });
  expect(`${answer.status} ${method} ${path}`).toBe(`${httpStatus(code)} ${method} ${path}`);
  if (method !== 'HEAD') expect(answer.code).toBe(code);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
}

async function refusalOf(connecting: Promise<WireClient>): Promise<{ status: number; code: ErrorCode | undefined }> {
  try {
    await connecting;
  } catch (error) {
    if (error instanceof Refused) return { status: error.status, code: error.code };
    throw error;
  }
  throw new Error('the upgrade was accepted');
}

describe('a foreign Host, which is what DNS rebinding looks like', () => {
  it.each(FOREIGN_HOSTS)('"%s" is refused at every route, the token notwithstanding (rule 2)', async (host) => {
    const relay = await startRelay();
    for (const route of ROUTES) await expectRefused(relay, route, { Host: host, ...AUTHORIZED }, 'HOST_FORBIDDEN');
    const upgrade = WireClient.connect(relay, { headers: { Host: host } });
    expect(await refusalOf(upgrade)).toEqual({ status: 403, code: 'HOST_FORBIDDEN' });
    expect(await relay.files()).toEqual([]);
  });

  it.each([
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    'localhost:9',
    'studio.localhost',
    '[::1]',
    '[::1]:8787',
    '127.8.9.10',
  ])('"%s" is this machine, and answered', async (host) => {
    const relay = await startRelay();
    expect(await http(relay.port, '/api/hello', { headers: { Host: host, ...AUTHORIZED } })).toMatchObject({
      status: 200,
    });
  });

  it('the name the relay was started with is answered, others of its kind are not', async () => {
    const relay = await startRelay({ host: 'localhost' });
    expect(await http(relay.port, '/api/hello', { headers: { Host: 'recorder.lan', ...AUTHORIZED } })).toMatchObject({
      code: 'HOST_FORBIDDEN',
    });
  });

  it('of all addresses, a relay that listens on all of them answers to its own and to no name', async () => {
    const relay = await startRelay({ host: '0.0.0.0' });
    expect(
      await http(relay.port, '/api/hello', { headers: { Host: `127.0.0.1:${relay.port}`, ...AUTHORIZED } }),
    ).toMatchObject({ status: 200 });
    for (const host of ['attacker.example', '203.0.113.7']) {
      expect(await http(relay.port, '/api/hello', { headers: { Host: host, ...AUTHORIZED } })).toMatchObject({
        code: 'HOST_FORBIDDEN',
      });
    }
  });
});

describe('a foreign Origin', () => {
  it.each(FOREIGN_ORIGINS)('"%s" is refused at every route, the token notwithstanding (rule 2)', async (origin) => {
    const relay = await startRelay();
    for (const route of ROUTES)
      await expectRefused(relay, route, { Origin: origin, ...AUTHORIZED }, 'ORIGIN_FORBIDDEN');
    for (const path of ['/api/recordings', '/recordings/take.mp4', '/session']) {
      await expectRefused(
        relay,
        { method: 'OPTIONS', path, needsToken: false },
        { Origin: origin, 'Access-Control-Request-Method': 'DELETE' },
        'ORIGIN_FORBIDDEN',
      );
    }
    const upgrade = WireClient.connect(relay, { headers: { Origin: origin } });
    expect(await refusalOf(upgrade)).toEqual({ status: 403, code: 'ORIGIN_FORBIDDEN' });
    expect(await relay.files()).toEqual([]);
  });

  it.each([
    'http://localhost:5173',
    'http://127.0.0.1',
    'https://localhost',
    'http://[::1]:3000',
    'http://app.localhost:8000',
  ])('"%s" is a page of this machine: it may read the answers, and preflight them', async (origin) => {
    const relay = await startRelay();
    const answer = await http(relay.port, '/api/recordings', { headers: { Origin: origin, ...AUTHORIZED } });
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin, vary: 'Origin' } });
    const preflight = await http(relay.port, '/api/recordings', {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'DELETE' },
    });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, HEAD, DELETE',
        'access-control-allow-headers': 'Authorization, Range',
        'access-control-allow-private-network': 'true',
      },
    });
    const client = await WireClient.connect(relay, { headers: { Origin: origin } });
    client.socket.terminate();
  });

  it('that the operator allowed is served, its neighbours are not', async () => {
    const relay = await startRelay({ allowedOrigins: ['https://app.example'] });
    const client = await WireClient.connect(relay, { headers: { Origin: 'https://app.example' } });
    client.socket.terminate();
    for (const origin of [
      'https://app.example.org',
      'http://app.example',
      'https://app.example:8443',
      'https://sub.app.example',
      'https://APP.example',
    ]) {
      expect(await refusalOf(WireClient.connect(relay, { headers: { Origin: origin } }))).toMatchObject({
        code: 'ORIGIN_FORBIDDEN',
      });
    }
  });

  it('"null" is served where the operator allowed it', async () => {
    const relay = await startRelay({ allowedOrigins: ['null'] });
    expect(await http(relay.port, '/api/hello', { headers: { Origin: 'null', ...AUTHORIZED } })).toMatchObject({
      status: 200,
    });
  });
});

describe('the token', () => {
  const wrong: [name: string, headers: Record<string, string>, query: string][] = [
    ['absent', {}, ''],
    ['wrong', { Authorization: 'Bearer token-of-the-test' }, ''],
    ['longer', { Authorization: `Bearer ${TOKEN}s` }, ''],
    ['of another scheme', { Authorization: `Basic ${TOKEN}` }, ''],
    ['empty', { Authorization: 'Bearer ' }, ''],
    ['empty in the query', {}, '?token='],
    ['wrong in the query', {}, `?token=${TOKEN}%00`],
    ['second in the query', {}, `?token=wrong&token=${TOKEN}`],
    ['in another letter case', { Authorization: `Bearer ${TOKEN.toUpperCase()}` }, ''],
    ['wrong in the header, though right in the query', { Authorization: 'Bearer wrong' }, `?token=${TOKEN}`],
    ['in a cookie', { Cookie: `token=${TOKEN}` }, ''],
  ];

  it.each(wrong)('%s: nothing but the program itself is served (rule 2)', async (_name, headers, query) => {
    const relay = await startRelay();
    for (const route of PROTECTED)
      await expectRefused(relay, { ...route, path: route.path + query }, headers, 'TOKEN_INVALID');
    const upgrade = WireClient.connect(relay, { path: `/session${query}`, token: undefined, headers });
    expect(await refusalOf(upgrade)).toEqual({ status: 401, code: 'TOKEN_INVALID' });
    expect(await relay.files()).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['in the header', AUTHORIZED, ''],
    ['in the header, with the scheme in other letters', { Authorization: `bearer ${TOKEN}` }, ''],
    ['in the query', {}, `?token=${TOKEN}`],
  ])('%s opens what it should', async (_name, headers, query) => {
    const relay = await startRelay();
    expect(await http(relay.port, `/api/recordings${query}`, { headers })).toMatchObject({ status: 200 });
    const client = await WireClient.connect(relay, { path: `/session${query}`, token: undefined, headers });
    client.socket.terminate();
  });

  it('is demanded of every name of a page, not of the obvious one alone', async () => {
    const relay = await startRelay();
    for (const path of [
      '/index',
      '/index.htm',
      '/index.htm%6c',
      '/%69ndex.html',
      '/./index.html',
      '/x/../index.html',
      '/%2e/',
      '//',
      '/index.html/',
      '/INDEX.HTML',
      '/index.html%00',
      '/assets/..%2findex.html',
    ]) {
      const { status } = await http(relay.port, path);
      expect(`${path} ${[401, 404].includes(status) ? 'refused' : status}`).toBe(`${path} refused`);
    }
  });
});

describe('the upgrade', () => {
  it.each<[string, Parameters<typeof WireClient.connect>[1], number, ErrorCode]>([
    ['without the subprotocol (rule 3)', { protocols: [] }, 400, 'PROTOCOL_VERSION'],
    ['with another version of it (rule 3)', { protocols: ['reelay.v2'] }, 400, 'PROTOCOL_VERSION'],
    ["with another program's (rule 3)", { protocols: ['graphql-ws', 'mqtt'] }, 400, 'PROTOCOL_VERSION'],
    ['at another path (rule 1)', { path: '/sessions' }, 404, 'NOT_FOUND'],
    ['at the path with a slash more (rule 1)', { path: '/session/' }, 404, 'NOT_FOUND'],
    ['at the path of a file (rule 1)', { path: '/reelay.js' }, 404, 'NOT_FOUND'],
    ['at the API (rule 1)', { path: '/api/recordings' }, 404, 'NOT_FOUND'],
  ])('%s is refused', async (_name, options, status, code) => {
    const relay = await startRelay();
    expect(await refusalOf(WireClient.connect(relay, options))).toEqual({ status, code });
  });

  it('takes its own subprotocol from among others (rule 3)', async () => {
    const relay = await startRelay();
    const client = await WireClient.connect(relay, { protocols: ['reelay.v9', 'reelay.v1'] });
    expect(client.socket.protocol).toBe('reelay.v1');
    client.socket.terminate();
  });

  it('agrees to no extension: nothing is ever inflated (rule 4)', async () => {
    const relay = await startRelay();
    const client = await WireClient.connect(relay, {
      headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' },
    });
    expect(client.socket.extensions).toBe('');
    client.socket.terminate();
  });
});
