/** What a peer that holds the token may not do all the same: take memory, sessions or time (docs/PROTOCOL.md, rules 27 to 36). */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closeCode, type ErrorCode } from '../../shared/errors.ts';
import { FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { MAX_CONTROL_BYTES, MAX_FRAME_BYTES, MAX_FRAGMENTS } from '../../shared/wire/limits.ts';
import { MAX_SESSIONS } from './server.ts';
import { type InProcessRelay, startRelay } from './testing/in-process.ts';
import { RawPeer } from './testing/raw-peer.ts';
import { frameMessage, GEOMETRY, picture, PICTURE_BYTES, START, WireClient } from './testing/wire-client.ts';

async function expectRefused(peer: RawPeer, code: ErrorCode): Promise<void> {
  expect(await peer.first('failed')).toMatchObject({ code });
  expect(await peer.ended).toEqual({ code: closeCode(code), reason: code });
}

/** A raw peer that has sent `frames` good frames. */
async function streaming(relay: InProcessRelay, frames: number): Promise<RawPeer> {
  const peer = await RawPeer.connect(relay);
  peer.send(START);
  await peer.first('credit');
  peer.send(GEOMETRY);
  for (let sequence = 0; sequence < frames; sequence++) {
    const times = { ptsNs: sequence * 1e7, durationNs: 1e7 };
    const header = { kind: 'pixels', sequence, ...times, geometryId: 0, payloadBytes: PICTURE_BYTES } as const;
    peer.write({ opcode: 'binary', payload: frameMessage(header, picture(sequence)) });
  }
  return peer;
}

describe('a message is refused by what its header claims, before any of it has come (rule 30)', () => {
  it.each<[string, ErrorCode, Parameters<RawPeer['write']>[0]]>([
    ['a binary message, of any size (rules 10, 31)', 'PROTOCOL_ORDER', { opcode: 'binary', claim: 100 }],
    ['the first piece of one', 'PROTOCOL_ORDER', { opcode: 'binary', isLast: false, claim: 1_000_000 }],
    ['a text beyond the limit (rule 32)', 'PROTOCOL_MALFORMED', { opcode: 'text', claim: MAX_CONTROL_BYTES + 1 }],
    ['a text of terabytes (rule 32)', 'PROTOCOL_MALFORMED', { opcode: 'text', claim: 2 ** 42 }],
  ])('before start: %s', async (_name, code, frame) => {
    const relay = await startRelay();
    const peer = await RawPeer.connect(relay);
    peer.write(frame);
    await expectRefused(peer, code);
    expect(await relay.files()).toEqual([]);
  });

  it.each<[string, ErrorCode, Parameters<RawPeer['write']>[0]]>([
    [
      'a frame beyond the limit (rule 31)',
      'FRAME_TOO_LARGE',
      { opcode: 'binary', claim: FRAME_HEADER_BYTES + MAX_FRAME_BYTES + 1 },
    ],
    ['a frame of terabytes (rule 31)', 'FRAME_TOO_LARGE', { opcode: 'binary', claim: 2 ** 42 }],
    ['a text beyond the limit (rule 32)', 'PROTOCOL_MALFORMED', { opcode: 'text', claim: MAX_CONTROL_BYTES + 1 }],
  ])('while streaming: %s; what came before is kept', async (_name, code, frame) => {
    const relay = await startRelay();
    const peer = await streaming(relay, 3);
    peer.write(frame);
    await expectRefused(peer, code);
    expect(await peer.first('failed')).toMatchObject({ recording: { frames: 3 } });
    expect(await relay.files()).toEqual(['wire.mp4', 'wire.mp4.json']);
  });

  it('the pieces of a message count together (rules 31, 32)', async () => {
    const relay = await startRelay();
    const peer = await RawPeer.connect(relay);
    peer.write({ opcode: 'text', isLast: false, payload: Buffer.alloc(MAX_CONTROL_BYTES, 32) });
    peer.write({ opcode: 'continuation', claim: 1 });
    await expectRefused(peer, 'PROTOCOL_MALFORMED');
  });

  it('what comes in one packet with the upgrade is judged too (rule 30)', async () => {
    const relay = await startRelay();
    // A text of 2^40 bytes, of which only the header comes.
    const peer = await RawPeer.connect(relay, Buffer.from('81ff000001000000000000000000', 'hex'));
    await expectRefused(peer, 'PROTOCOL_MALFORMED');
  });

  it('a text at the limit is still read (rule 32)', async () => {
    const relay = await startRelay();
    const peer = await RawPeer.connect(relay);
    peer.write({ opcode: 'text', payload: Buffer.from(JSON.stringify(START).padEnd(MAX_CONTROL_BYTES)) });
    expect(await peer.first('started')).toBeDefined();
    peer.socket.destroy();
  });
});

it('a report that would be too long for a message comes with fewer warnings and gaps, and all else (rules 32, 35)', async () => {
  const relay = await startRelay();
  const client = await WireClient.stream(relay);
  await client.sendFrames(1);
  // With the quotes escaped it just fits; with what the report says besides it does not.
  const warnings = Array.from({ length: 50 }, (_, index) => `${index} `.padEnd(653, '"'));
  client.send({ type: 'finish', frames: 1, warnings });
  const told = await client.last();
  expect(told).toMatchObject({ type: 'finished', recording: { frames: 1 } });
  expect(told.recording?.warnings).toEqual(warnings.slice(0, -1));
  // Nothing is left out of what is kept.
  const [sidecar] = await relay.library.list();
  expect(sidecar?.warnings).toEqual(warnings);
});

describe('floods', () => {
  it('of tiny pieces end the message that never ends (rule 36)', async () => {
    const relay = await startRelay();
    const peer = await streaming(relay, 2);
    peer.write({ opcode: 'binary', isLast: false, payload: new Uint8Array(1) });
    for (let count = 0; count < MAX_FRAGMENTS; count++)
      peer.write({ opcode: 'continuation', isLast: false, payload: new Uint8Array(1) });
    await expectRefused(peer, 'PROTOCOL_MALFORMED');
    expect(await relay.files()).toEqual(['wire.mp4', 'wire.mp4.json']);
  });

  it('of pings end the connection, and what came before is kept (rule 36)', async () => {
    const relay = await startRelay();
    const peer = await streaming(relay, 2);
    peer.write({ opcode: 'binary', isLast: false, payload: new Uint8Array(1) });
    for (let count = 0; count < 10_000; count++) peer.write({ opcode: 'ping', payload: new Uint8Array(125) });
    const { sidecar } = await relay.event('ended');
    expect(sidecar).toMatchObject({ state: 'finished', frames: 2 });
    expect(await relay.files()).toEqual(['wire.mp4', 'wire.mp4.json']);
  });

  it('of what follows a refusal are thrown away, and the relay goes on', async () => {
    const relay = await startRelay();
    const peer = await RawPeer.connect(relay);
    peer.write({ opcode: 'binary', claim: 2 ** 40 });
    const noise = randomBytes(1 << 20);
    for (let count = 0; count < 32; count++) peer.socket.write(noise);
    await expectRefused(peer, 'PROTOCOL_ORDER');
    const client = await WireClient.stream(relay);
    await client.sendFrames(2);
    expect(await client.finish()).toMatchObject({ type: 'finished' });
  });

  it('of what follows a violation cost no memory while the recording is being finished (rule 30)', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const relay = await startRelay({ pipeline: 'identity sleep-time=600000000 ! x264enc ! matroskamux' });
    const peer = await RawPeer.connect(relay);
    peer.send({ ...START, presets: ['custom'] });
    await peer.first('credit');
    peer.send(GEOMETRY);
    const times = { ptsNs: 0, durationNs: 1e7 };
    const header = { kind: 'pixels', sequence: 0, ...times, geometryId: 0, payloadBytes: PICTURE_BYTES } as const;
    peer.write({ opcode: 'binary', payload: frameMessage(header, picture(0)) });
    peer.write({ opcode: 'text', payload: Buffer.from('garbage') });
    peer.write({ opcode: 'binary', claim: FRAME_HEADER_BYTES + MAX_FRAME_BYTES });
    collect();
    const before = process.memoryUsage().arrayBuffers;
    const megabyte = Buffer.alloc(1 << 20);
    for (let sent = 0; sent < 128; sent++)
      await new Promise<void>((resolve) => peer.socket.write(megabyte, () => resolve()));
    collect();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
    const [sidecar] = await relay.library.list();
    process.kill(Number(sidecar?.writers?.pipeline), 'SIGKILL');
    await expectRefused(peer, 'PROTOCOL_MALFORMED');
  });

  it('of random bytes after the upgrade end that connection alone', async () => {
    const relay = await startRelay();
    for (let seed = 0; seed < 30; seed++) {
      const peer = await RawPeer.connect(relay);
      peer.socket.write(randomBytes(500));
      peer.socket.end();
      await peer.ended;
    }
    const client = await WireClient.stream(relay);
    await client.sendFrames(1);
    expect(await client.finish()).toMatchObject({ type: 'finished' });
    expect(await relay.files()).toEqual(['wire.mp4', 'wire.mp4.json']);
  });
});

describe('time', () => {
  it('a peer that never says start is let go (rule 10)', async () => {
    const relay = await startRelay({ times: { greetingMs: 50, closeMs: 100 } });
    const peer = await RawPeer.connect(relay);
    // Signs of life are no greeting.
    peer.write({ opcode: 'ping', payload: new Uint8Array(4) });
    await expectRefused(peer, 'GREETING_TIMEOUT');
  });

  it('a peer that stops answering is let go, and its recording is finished and kept (rule 27)', async () => {
    const relay = await startRelay({ times: { pingMs: 50, silentMs: 500, closeMs: 100 } });
    const peer = await streaming(relay, 3);
    await expectRefused(peer, 'PEER_SILENT');
    expect(await peer.first('failed')).toMatchObject({ recording: { frames: 3 } });
    expect(await relay.files()).toEqual(['wire.mp4', 'wire.mp4.json']);
  });

  it('a peer that only answers pings is not silent (rule 27)', async () => {
    const relay = await startRelay({ times: { pingMs: 50, silentMs: 1000 } });
    const client = await WireClient.stream(relay);
    let pings = 0;
    await new Promise<void>((resolve) => {
      client.socket.on('ping', () => {
        // Half as long again as it takes to be given up.
        if (++pings === 30) resolve();
      });
    });
    await client.sendFrames(2);
    expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 2 } });
  });
});

describe('sessions', () => {
  it('beyond the limit are refused, and there is room again when one ends (rule 29)', async () => {
    const relay = await startRelay();
    const clients = await Promise.all(Array.from({ length: MAX_SESSIONS }, () => WireClient.connect(relay)));
    const tooMany = await WireClient.connect(relay);
    expect(await tooMany.last()).toMatchObject({ type: 'failed', code: 'TOO_MANY_SESSIONS' });
    expect(await tooMany.closed).toEqual({ code: closeCode('TOO_MANY_SESSIONS'), reason: 'TOO_MANY_SESSIONS' });
    const [first] = clients;
    first?.socket.close();
    await relay.event('refused'); // the one that was too many
    await relay.event('refused'); // the first, which left before it started
    const again = await WireClient.stream(relay);
    await again.sendFrames(1);
    expect(await again.finish()).toMatchObject({ type: 'finished' });
    for (const client of clients) client.socket.terminate();
  });

  it('that were refused do not count, however long their peers take to leave (rule 29)', async () => {
    const relay = await startRelay();
    const refused = await Promise.all(Array.from({ length: MAX_SESSIONS + 2 }, () => RawPeer.connect(relay)));
    for (const peer of refused) peer.send({ type: 'nonsense' });
    await Promise.all(refused.map((peer) => peer.first('failed')));
    const client = await WireClient.start(relay);
    expect(await client.finish()).toMatchObject({ code: 'NOTHING_RECORDED' });
    for (const peer of refused) peer.socket.destroy();
  });
});

describe('stopping', () => {
  it('finishes every recording and tells each page, with the recording (rule 29)', async () => {
    const relay = await startRelay();
    const clients = await Promise.all(['a', 'b'].map((name) => WireClient.stream(relay, { name })));
    for (const client of clients) await client.sendFrames(3);
    for (const client of clients) await client.accepted();
    await relay.server.stop();
    for (const client of clients) {
      expect(await client.last()).toMatchObject({ type: 'failed', code: 'RELAY_STOPPING', recording: { frames: 3 } });
      expect(await client.closed).toEqual({ code: closeCode('RELAY_STOPPING'), reason: 'RELAY_STOPPING' });
    }
    expect(await relay.files()).toEqual(['a.mp4', 'a.mp4.json', 'b.mp4', 'b.mp4.json']);
  });

  it.each<[string, (relay: InProcessRelay) => Promise<unknown>]>([
    ['a connection that never sends a request', ({ port }) => connected(port)],
    [
      'a refused upgrade whose peer never closes its side',
      async ({ port }) => {
        const socket = await connected(port);
        socket.write('GET /session HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        await new Promise((resolve) => socket.once('data', resolve));
      },
    ],
    ['a peer that does not answer the close', (relay) => streaming(relay, 1)],
    ['a peer that never said start', (relay) => RawPeer.connect(relay)],
    [
      'a download that is not read',
      async ({ port, token, library }) => {
        await writeFile(library.filePath('large.mp4'), Buffer.alloc(30_000_000));
        const socket = await connected(port);
        socket.write(`GET /recordings/large.mp4?token=${token} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
        await new Promise((resolve) => socket.once('data', resolve));
        socket.pause();
      },
    ],
  ])('is not held up by %s', async (_name, hold) => {
    const relay = await startRelay({ times: { closeMs: 100 } });
    await hold(relay);
    await relay.server.stop();
  });
});

/** A connection of which nothing is known yet, and whose own side stays open. */
function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => resolve(socket));
    socket.once('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}
