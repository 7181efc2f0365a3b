/** Recordings over HTTP: ranges, validators, deletion, thumbnails, and the files that are nobody's to fetch. */
import { execFileSync } from 'node:child_process';
import { mkdir, open, readdir, readFile, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { type InProcessRelay, startRelay, TOKEN, WEB_FILES } from './testing/in-process.ts';
import { http, WireClient } from './testing/wire-client.ts';

const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` } as const;
const BYTES = Buffer.from('0123456789');

let relay: InProcessRelay;
/** With the token, unless `headers` say otherwise. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  http(relay.port, path, { method, headers: { ...AUTHORIZED, ...headers } });

beforeEach(async () => {
  relay = await startRelay();
});

describe('a file of ten bytes', () => {
  beforeEach(() => writeFile(relay.library.filePath('ten.mp4'), BYTES));

  it('comes whole, with its validators', async () => {
    const answer = await ask('/recordings/ten.mp4');
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'video/mp4',
        'content-length': '10',
        'accept-ranges': 'bytes',
        etag: expect.stringMatching(/^"[0-9a-f]{16}"$/),
        'last-modified': expect.any(String),
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
        'referrer-policy': 'no-referrer',
      },
    });
    expect(answer.body).toEqual(BYTES);
    expect(answer.headers['content-disposition']).toBeUndefined();
  });

  it('is saved by the browser where the query asks for it', async () => {
    expect(await ask('/recordings/ten.mp4?download=1')).toMatchObject({
      headers: { 'content-disposition': 'attachment; filename="ten.mp4"' },
    });
  });

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=0-', '0123456789', 'bytes 0-9/10'],
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=9-', '9', 'bytes 9-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('in part: %s', async (range, body, contentRange) => {
    const answer = await ask('/recordings/ten.mp4', { Range: range });
    expect(answer).toMatchObject({
      status: 206,
      headers: { 'content-range': contentRange, 'content-length': String(body.length) },
    });
    expect(answer.body.toString()).toBe(body);
  });

  it.each(['bytes=10-', 'bytes=11-12', 'bytes=-0', 'bytes=99999999999999999999-'])(
    'has nothing at %s: 416, with its length',
    async (range) => {
      expect(await ask('/recordings/ten.mp4', { Range: range })).toMatchObject({
        status: 416,
        headers: { 'content-range': 'bytes */10' },
      });
    },
  );

  it.each([
    'bytes=5-2',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=0-1,3-4',
    'items=0-5',
    'bytes 0-1',
    'bytes=0x1-2',
    'bytes=-1-2',
  ])('comes whole where the range is none that is known: %s', async (range) => {
    const answer = await ask('/recordings/ten.mp4', { Range: range });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(BYTES);
  });

  it('tells its size and ranges to HEAD, without a body', async () => {
    const whole = await ask('/recordings/ten.mp4', {}, 'HEAD');
    expect(whole).toMatchObject({ status: 200, headers: { 'content-length': '10', 'accept-ranges': 'bytes' } });
    expect(whole.body).toHaveLength(0);
    expect(await ask('/recordings/ten.mp4', { Range: 'bytes=2-4' }, 'HEAD')).toMatchObject({
      status: 206,
      headers: { 'content-length': '3' },
    });
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await ask('/recordings/ten.mp4');
    const { etag, 'last-modified': lastModified } = headers as { etag: string; 'last-modified': string };
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await ask('/recordings/ten.mp4', { 'If-None-Match': known });
      expect(answer).toMatchObject({ status: 304, headers: { etag } });
      expect(answer.body).toHaveLength(0);
    }
    expect(
      await ask('/recordings/ten.mp4', { 'If-None-Match': '"other"', 'If-Modified-Since': lastModified }),
    ).toMatchObject({ status: 200 });
    expect(await ask('/recordings/ten.mp4', { 'If-Modified-Since': lastModified })).toMatchObject({ status: 304 });
    expect(await ask('/recordings/ten.mp4', { 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toMatchObject({
      status: 200,
    });
    expect(await ask('/recordings/ten.mp4', { 'If-Modified-Since': 'yesterday' })).toMatchObject({ status: 200 });
  });

  it('comes in part only while it is the file the requester knows (If-Range)', async () => {
    const { headers } = await ask('/recordings/ten.mp4');
    const { etag, 'last-modified': lastModified } = headers as { etag: string; 'last-modified': string };
    const part = { Range: 'bytes=2-4' };
    expect(await ask('/recordings/ten.mp4', { ...part, 'If-Range': etag })).toMatchObject({ status: 206 });
    expect(await ask('/recordings/ten.mp4', { ...part, 'If-Range': lastModified })).toMatchObject({ status: 206 });
    expect(await ask('/recordings/ten.mp4', { ...part, 'If-Range': `W/${etag}` })).toMatchObject({ status: 200 });
    await utimes(relay.library.filePath('ten.mp4'), 1, 1);
    expect(await ask('/recordings/ten.mp4', { ...part, 'If-Range': etag })).toMatchObject({ status: 200 });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'])('takes no %s', async (method) => {
    expect(await ask('/recordings/ten.mp4', {}, method)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(await readFile(relay.library.filePath('ten.mp4'))).toEqual(BYTES);
  });
});

it('an empty file comes as one', async () => {
  await writeFile(relay.library.filePath('empty.mp4'), '');
  expect(await ask('/recordings/empty.mp4')).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
  expect(await ask('/recordings/empty.mp4', { Range: 'bytes=0-' })).toMatchObject({
    status: 416,
    headers: { 'content-range': 'bytes */0' },
  });
});

it('viewers that leave in the middle, as players do at each seek, leave no file open', async () => {
  await writeFile(relay.library.filePath('large.mp4'), Buffer.alloc(20_000_000));
  for (let turn = 0; turn < 5; turn++) {
    const socket = connect(relay.port, '127.0.0.1');
    socket.write(`GET /recordings/large.mp4?token=${TOKEN} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
  }
  await expect.poll(() => openDescriptors('large.mp4')).toBe(0);
});

describe("what is nobody's to fetch", () => {
  it.each([
    '/recordings/',
    '/recordings/take.mp4.json',
    '/recordings/take.mp4.part',
    '/recordings/take.mp4.json.tmp',
    '/recordings/TAKE.MP4.JSON',
    '/recordings/.thumbnails',
    '/recordings/.thumbnails/0123456789abcdef.jpg',
    '/recordings/.hidden',
    '/recordings/../secret.txt',
    '/recordings/..%2fsecret.txt',
    '/recordings/%2e%2e/secret.txt',
    '/recordings/%2e%2e%2fsecret.txt',
    '/recordings/..%5csecret.txt',
    '/recordings/..\\secret.txt',
    '/recordings//etc/passwd',
    '/recordings/%2fetc%2fpasswd',
    '/recordings/take.mp4%00.txt',
    '/recordings/take.mp4%2e.json',
    '/recordings/take.mp4/',
    '/recordings/folder/take.mp4',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets%2f..%2f..%2fsecret.txt',
    '/.env',
    '/assets',
    '/assets/',
    '//secret.txt',
    '/\\secret.txt',
    '/%',
    '/%ff',
    '/%00',
    'http://127.0.0.1/../secret.txt',
    '*',
    '/api/recordings/../../secret.txt',
    '/api/recordings/..%2f..%2fsecret/thumbnail',
    '/api/recordings/0123456789abcdef/thumbnail/more',
    '/api/recordings/0123456789abcdef/file',
    '/api/recordings/0123456789ABCDEF',
    '/api/',
    '/api/presets/mp4',
    '/api/constructor',
  ])('%s', async (path) => {
    await writeFile(relay.library.filePath('take.mp4.json'), '{"secret":1}');
    await writeFile(relay.library.filePath('take.mp4.part'), 'secret');
    await writeFile(relay.library.filePath('.hidden'), 'secret');
    await writeFile(relay.library.filePath('../secret.txt'), 'secret');
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(answer.code).toBe('NOT_FOUND');
    expect(answer.body.toString()).not.toMatch(/secret"|^secret/);
  });

  it('a folder, a broken link, or a file that goes away between two requests', async () => {
    await symlink('/nowhere', relay.library.filePath('link.mp4'));
    expect(await ask('/recordings/link.mp4')).toMatchObject({ status: 404 });
    expect(await ask('/recordings/gone.mp4')).toMatchObject({ status: 404 });
  });
});

describe('what other programs put into the folder', () => {
  it.each(['page.html', 'picture.svg', 'code.js', 'notes.txt', 'data.bin', 'plain'])(
    '%s is for the disk, not for the browser',
    async (file) => {
      await writeFile(relay.library.filePath(file), '<script>alert(1)</script>');
      expect(await ask(`/recordings/${file}`)).toMatchObject({
        status: 200,
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="${file}"`,
          'content-security-policy': expect.stringContaining('sandbox') as string,
          'x-content-type-options': 'nosniff',
        },
      });
    },
  );

  it('nothing is reached through a link: no file, no folder, no file of a folder', async () => {
    const path = (name: string): string => relay.library.filePath(name);
    await mkdir(path('../outside'));
    await writeFile(path('../outside/index.m3u8'), 'secret');
    await symlink(path('../outside/index.m3u8'), path('link.mp4'));
    for (const folder of ['link.hls', 'link.png', 'late.hls.part']) await symlink(path('../outside'), path(folder));
    await mkdir(path('own.hls'));
    await symlink(path('../outside/index.m3u8'), path('own.hls/index.m3u8'));
    for (const name of ['link.mp4', 'link.hls', 'link.png'])
      expect([name, (await ask(`/recordings/${name}`)).status]).toEqual([name, 404]);
    for (const folder of ['link.hls', 'link.png', 'late.hls', 'own.hls'])
      for (const query of ['', `?token=${TOKEN}`])
        expect([folder, (await ask(`/recordings/${folder}/index.m3u8${query}`)).status]).toEqual([folder, 404]);
    // Not in the archive either.
    expect((await ask('/recordings/own.hls')).body.toString()).not.toContain('secret');
  });
});

describe('the studio', () => {
  it('comes with a policy that loads nothing from elsewhere and lets nobody frame it', async () => {
    for (const path of ['/', '/index.html']) {
      const answer = await ask(path);
      expect(answer).toMatchObject({
        status: 200,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-cache',
        },
      });
      expect(answer.body.toString()).toBe(WEB_FILES['index.html']);
      const policy = String(answer.headers['content-security-policy']);
      for (const rule of [
        "default-src 'none'",
        "script-src 'self' blob:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ])
        expect(policy).toContain(rule);
      // Pages that are to be rendered are shown in frames; nothing else comes from elsewhere.
      expect(policy.replace('frame-src http: https:', '')).not.toMatch(
        /unsafe-eval|script-src[^;]*unsafe-inline|\*|https?:/,
      );
    }
  });

  it('comes with its program, whose hashed parts are kept by browsers', async () => {
    expect(await ask('/reelay.js')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' },
    });
    expect(await ask('/assets/part-1234.js')).toMatchObject({
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
  });

  it.each(['POST', 'DELETE', 'PUT'])('takes no %s', async (method) => {
    expect(await ask('/', {}, method)).toMatchObject({ status: 405 });
  });
});

describe('an error', () => {
  it('is a page for a person, with what it quotes made harmless, and JSON for a program', async () => {
    const page = await http(relay.port, '/api/hello', {
      headers: { Host: '<script>alert(1)</script>', Accept: 'text/html' },
    });
    expect(page).toMatchObject({
      status: 403,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      },
    });
    expect(page.body.toString()).not.toContain('<script>');
    expect(await http(relay.port, '/api/hello')).toMatchObject({
      status: 401,
      code: 'TOKEN_INVALID',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
  });
});

describe('a recording', () => {
  it('that is being written is listed, cannot be fetched, and is not deleted: 409', async () => {
    const client = await WireClient.stream(relay);
    await client.sendFrames(2);
    const [sidecar] = await relay.library.list();
    expect(await ask(`/api/recordings/${sidecar?.id}`, {}, 'DELETE')).toMatchObject({
      status: 409,
      code: 'RECORDING_BUSY',
    });
    expect(await ask('/recordings/wire.mp4')).toMatchObject({ status: 404 });
    expect(await ask('/recordings/wire.mp4.part')).toMatchObject({ status: 404 });
    expect(await ask(`/api/recordings/${sidecar?.id}/thumbnail`)).toMatchObject({ status: 404 });
    expect(JSON.parse((await ask('/api/recordings')).body.toString())).toMatchObject({
      recordings: [{ state: 'recording', file: 'wire.mp4' }],
    });
    expect((await ask('/api/recordings')).body.toString()).not.toContain('writers');
    expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 2 } });
  });

  it('that is finished is fetched, shown small and deleted with all its traces', async () => {
    const client = await WireClient.stream(relay);
    await client.sendFrames(3);
    const last = await client.finish();
    if (last.type !== 'finished') throw new Error('not finished');
    const { id, url, bytes } = last.recording;
    expect((await ask(url)).body).toHaveLength(bytes);
    const thumbnail = await ask(`/api/recordings/${id}/thumbnail`);
    expect(thumbnail).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/jpeg', 'content-length': String(thumbnail.body.length) },
    });
    expect([...thumbnail.body.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    // Made once, and by one child however many ask.
    const again = await Promise.all(Array.from({ length: 4 }, () => ask(`/api/recordings/${id}/thumbnail`)));
    for (const { body } of again) expect(body).toEqual(thumbnail.body);
    expect(await ask(`/api/recordings/${id}`, {}, 'DELETE')).toMatchObject({ status: 204 });
    expect(await relay.files()).toEqual([]);
    for (const path of [url, `/api/recordings/${id}`, `/api/recordings/${id}/thumbnail`])
      expect(await ask(path)).toMatchObject({ status: 404 });
    expect(await ask(`/api/recordings/${id}`, {}, 'DELETE')).toMatchObject({ status: 404 });
  });

  it('that is deleted while its thumbnail is made leaves none', async () => {
    const client = await WireClient.stream(relay, { presets: ['webm'] });
    await client.sendFrames(3);
    const last = await client.finish();
    if (last.type !== 'finished') throw new Error('not finished');
    const { id } = last.recording;
    const file = relay.library.filePath('wire.webm');
    const bytes = await readFile(file);
    // A pipe holds its reader up. It takes 64 KB by itself: once more was written, the reader has it open for good.
    await rm(file);
    execFileSync('mkfifo', [file]);
    const pipe = await open(file, 'r+');
    const thumbnail = ask(`/api/recordings/${id}/thumbnail`);
    await pipe.writeFile(Buffer.concat([bytes, matroskaVoid(256 * 1024)]));
    expect(await ask(`/api/recordings/${id}`, {}, 'DELETE')).toMatchObject({ status: 204 });
    await pipe.close();
    expect(await thumbnail).toMatchObject({ status: 404 });
    expect(await relay.files()).toEqual([]);
  });

  it('is deleted by none but DELETE', async () => {
    const client = await WireClient.stream(relay);
    await client.sendFrames(1);
    const last = await client.finish();
    if (last.type !== 'finished') throw new Error('not finished');
    for (const method of ['POST', 'PUT', 'PATCH'])
      expect(await ask(`/api/recordings/${last.recording.id}`, {}, method)).toMatchObject({ status: 405 });
    expect((await stat(relay.library.filePath('wire.mp4'))).size).toBe(last.recording.bytes);
  });
});

/** A Matroska element that means nothing (RFC 8794, 11.3.2), of `bytes` behind its header. */
function matroskaVoid(bytes: number): Buffer {
  const element = Buffer.alloc(9 + bytes);
  element[0] = 0xec;
  element.writeBigUInt64BE(BigInt(bytes), 1);
  element[1] = 0x01;
  return element;
}

/** How often this process has a file of this name open. */
async function openDescriptors(name: string): Promise<number> {
  const targets = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return targets.filter((target) => target.includes(name)).length;
}
