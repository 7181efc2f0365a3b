import { expect, it } from 'vitest';
import { startRelay } from './testing/in-process.ts';
import { http, WireClient } from './testing/wire-client.ts';

it('a server for frames only takes those of one session, and answers nothing, whatever the token', async () => {
  const relay = await startRelay({ isForFramesOnly: true });
  const headers = { Authorization: `Bearer ${relay.token}` };
  const paths = ['/', '/reelay.js', '/api/hello', '/api/recordings', '/api/render', '/live/x', '/recordings/wire.mp4'];
  for (const path of paths)
    for (const method of ['GET', 'POST', 'DELETE'])
      expect([path, method, (await http(relay.port, path, { method, headers })).code]).toEqual([
        path,
        method,
        'NOT_FOUND',
      ]);
  const client = await WireClient.stream(relay);
  const second = await WireClient.connect(relay);
  expect(await second.last()).toMatchObject({ type: 'failed', code: 'TOO_MANY_SESSIONS' });
  await client.sendFrames(2);
  expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 2 } });
  const later = await WireClient.connect(relay);
  expect(await later.last()).toMatchObject({ type: 'failed', code: 'TOO_MANY_SESSIONS' });
  expect(await relay.files()).toEqual(['wire.mp4', 'wire.mp4.json']);
});

it('a connection that asks for no recording does not use up the one session of a server for frames', async () => {
  const relay = await startRelay({ isForFramesOnly: true });
  const idle = await WireClient.connect(relay);
  idle.socket.close();
  await relay.event('refused');
  const client = await WireClient.stream(relay);
  await client.sendFrames(1);
  expect(await client.finish()).toMatchObject({ type: 'finished' });
});

it('a relay that renders nothing has no such resource', async () => {
  const relay = await startRelay();
  const headers = { Authorization: `Bearer ${relay.token}` };
  expect((await http(relay.port, '/api/render', { headers })).code).toBe('NOT_FOUND');
  expect((await http(relay.port, '/api/render', { method: 'POST' })).code).toBe('TOKEN_INVALID');
});
