import { expect, it } from 'vitest';
import { CHECKS, type Examination } from '../doctor/finding.ts';
import { startRelay, TOKEN } from './testing/in-process.ts';
import { http } from './testing/wire-client.ts';

it('GET /api/doctor tells what the relay found, to those with the token', async () => {
  const relay = await startRelay();
  const answer = await http(relay.port, '/api/doctor', { headers: { Authorization: `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(200);
  const { version, findings } = JSON.parse(answer.body.toString()) as Examination;
  expect(version).toBe('test');
  expect(findings.map(({ id }) => id)).toEqual(CHECKS);
  expect(findings.find(({ id }) => id === 'port')).toMatchObject({
    state: 'ok',
    message: `The relay listens on port ${relay.port}.`,
  });
  expect(answer.body.toString()).not.toContain(TOKEN);
  expect((await http(relay.port, '/api/doctor', {})).status).toBe(401);
  expect(
    (await http(relay.port, '/api/doctor', { method: 'DELETE', headers: { Authorization: `Bearer ${TOKEN}` } })).status,
  ).toBe(405);
});
