/** The session's protocol from its first message to its last, true to docs/PROTOCOL.md and not; the tests name its rules. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { closeCode, type ErrorCode } from '../../shared/errors.ts';
import { MAX_GEOMETRIES } from '../../shared/wire/limits.ts';
import type { GeometryMessage } from '../../shared/wire/messages.ts';
import { tileMapBytes } from '../../shared/wire/tiles.ts';
import { decodeWithFfmpeg, probe } from '../pipeline/testing/decode.ts';
import { type InProcessRelay, startRelay } from './testing/in-process.ts';
import { frameMessage, GEOMETRY, PICTURE_BYTES, picture, SIZE, START, WireClient } from './testing/wire-client.ts';

const text = (value: unknown): string => JSON.stringify(value);

/** The relay ended the connection with `code`, in its last message and in the close (rules 5, 26). */
async function expectRefused(client: WireClient, code: ErrorCode): Promise<void> {
  expect(await client.last()).toMatchObject({ type: 'failed', code });
  expect(await client.closed).toEqual({ code: closeCode(code), reason: code });
}

describe('a recording', () => {
  it.each(['mp4', 'mkv-lossless'])(
    'is granted, fed, finished and closed with 1000: %s (rules 10 to 26)',
    async (preset) => {
      const relay = await startRelay();
      const client = await WireClient.connect(relay);
      client.send({ ...START, presets: [preset] });
      expect(await client.next('started')).toMatchObject({ ...SIZE, maxFrameBytes: expect.any(Number) });
      expect(await client.next('credit')).toMatchObject({ frames: 4 });
      client.send(GEOMETRY);
      await client.sendFrames(12);
      const last = await client.finish(['a warning of the page']);
      expect(last).toMatchObject({
        type: 'finished',
        recording: { frames: 12, dropped: 0, warnings: ['a warning of the page'] },
      });
      expect(await client.closed).toEqual({ code: 1000, reason: 'FINISHED' });
      const extension = preset === 'mp4' ? 'mp4' : 'mkv';
      expect(await relay.files()).toEqual([`wire.${extension}`, `wire.${extension}.json`]);
      const [sidecar] = await relay.library.list();
      expect(sidecar).toMatchObject({ state: 'finished', frames: 12 });
      expect(Object.keys(sidecar ?? {})).not.toContain('error');
      expect(Object.keys(sidecar ?? {})).not.toContain('writers');
    },
  );

  it('holds what was paused, dropped and resized, each at its frame (rules 12, 13)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    await client.sendFrames(2);
    // Frames may be lost at several places on their way, and so be told out of order.
    client.send({ type: 'drop', count: 1, fromNs: 99_999_999, toNs: 133_333_332, reason: 'credit' });
    client.send({ type: 'drop', count: 2, fromNs: 66_666_666, toNs: 83_333_333, reason: 'credit' });
    client.send({ type: 'drop', count: 1, fromNs: 150_000_000, toNs: 150_000_000, reason: 'busy' });
    client.send({ type: 'pause', atNs: 66_666_666 });
    client.send({ type: 'resume', atNs: 66_666_666 });
    client.send({ ...GEOMETRY, id: 1, width: 32, height: 32 });
    client.sendFrame({ geometryId: 1, ptsNs: 200_000_000 }, new Uint8Array(32 * 32 * 4));
    const last = await client.finish();
    const gaps = [
      { count: 3, fromNs: 66_666_666, toNs: 133_333_332, reason: 'credit' },
      { count: 1, fromNs: 150_000_000, toNs: 150_000_000, reason: 'busy' },
    ];
    expect(last).toMatchObject({
      type: 'finished',
      recording: { frames: 3, dropped: 4, gaps: gaps.map((gap) => ({ ...gap, beforeSequence: 2 })) },
    });
    expect(await relay.library.list()).toMatchObject([
      {
        frames: 3,
        dropped: 4,
        gaps: gaps.map((gap) => ({ ...gap, beforeFrame: 2 })),
        pauses: [{ atNs: 66_666_666, to: expect.any(String) }],
        geometries: [{ fromFrame: 0 }, { fromFrame: 2, geometry: { width: 32 } }],
      },
    ]);
  });

  it('has a frame for each repeat, at its own time and with the pixels of the one before (rules 17, 18, 41)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay, { presets: ['mkv-lossless'], mode: 'realtime' });
    const shown: number[] = [];
    for (const [grey, repeats] of [
      [10, 3],
      [200, 0],
      [90, 6],
    ] as const) {
      await client.accepted();
      client.sendFrame({}, picture(0).fill(grey));
      shown.push(grey);
      for (let turn = 0; turn < repeats; turn++) {
        await client.accepted();
        client.sendRepeat();
        shown.push(grey);
      }
    }
    expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: shown.length, dropped: 0 } });
    const file = path.join(relay.library.directory, 'wire.mkv');
    const pixels = decodeWithFfmpeg(file, 'bgra');
    expect(pixels.length).toBe(shown.length * PICTURE_BYTES);
    expect(shown.map((_, index) => pixels[index * PICTURE_BYTES])).toEqual(shown);
    const { stream, packets } = probe(file);
    expect(stream.time_base).toBe('1/100000');
    expect(packets.map(({ pts }) => pts)).toEqual(shown.map((_, index) => Math.round((index * 33_333_333) / 1e4)));
  });

  it('of no frames leaves nothing behind (rule 25)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    await client.finish();
    await expectRefused(client, 'NOTHING_RECORDED');
    expect(await relay.files()).toEqual([]);
  });

  it('whose page goes away is finished and kept (rule 28)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    await client.sendFrames(5);
    client.socket.terminate();
    const { sidecar, error } = await relay.event('ended');
    expect(error).toMatchObject({ code: 'CONNECTION_LOST' });
    // What was under way when the socket broke may be lost; what came is there.
    expect(sidecar).toMatchObject({ state: 'finished', error: { code: 'CONNECTION_LOST' } });
    expect(await relay.files()).toEqual(['wire.mp4', 'wire.mp4.json']);
  });
});

describe('before start', () => {
  const violations: [name: string, say: (client: WireClient) => void, code: ErrorCode][] = [
    ['garbage text (rule 6)', (client) => client.sendText('hello'), 'PROTOCOL_MALFORMED'],
    [
      'text that is no UTF-8 (rule 8)',
      (client) => client.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false }),
      'PROTOCOL_MALFORMED',
    ],
    ['garbage bytes (rule 10)', (client) => client.socket.send(Buffer.from('hello')), 'PROTOCOL_ORDER'],
    ['a frame (rule 10)', (client) => client.sendFrame(), 'PROTOCOL_ORDER'],
    ['a geometry (rule 10)', (client) => client.send(GEOMETRY), 'PROTOCOL_ORDER'],
    ['a finish (rule 10)', (client) => client.send({ type: 'finish', frames: 0, warnings: [] }), 'PROTOCOL_ORDER'],
    [
      'an unknown field (rule 7)',
      (client) => client.sendText(text({ ...START, pipeline: 'fakesink' })),
      'PROTOCOL_MALFORMED',
    ],
    ['an unknown preset (rule 11)', (client) => client.send({ ...START, presets: ['av2'] }), 'PRESET_UNKNOWN'],
    [
      'a size larger than any frame may be (rule 31)',
      (client) => client.send({ ...START, width: 16_384, height: 16_384 }),
      'FRAME_TOO_LARGE',
    ],
    ['what the preset cannot do (rule 11)', (client) => client.send({ ...START, alpha: 'keep' }), 'PRESET_UNSUPPORTED'],
  ];

  it.each(violations)('%s is refused and nothing is written', async (_name, say, code) => {
    const relay = await startRelay();
    const client = await WireClient.connect(relay);
    say(client);
    await expectRefused(client, code);
    expect(await relay.files()).toEqual([]);
    expect(await relay.event('refused')).toMatchObject({ error: { code } });
  });
});

describe('between start and started', () => {
  it.each<[string, (client: WireClient) => void]>([
    ['a second start', (client) => client.send(START)],
    ['a geometry', (client) => client.send(GEOMETRY)],
    ['a frame', (client) => client.sendFrame()],
  ])('%s is out of turn, and what was being opened is closed again (rules 10, 11)', async (_name, say) => {
    const relay = await startRelay();
    const client = await WireClient.connect(relay);
    client.send(START);
    say(client);
    await expectRefused(client, 'PROTOCOL_ORDER');
    expect(await relay.files()).toEqual([]);
  });
});

describe('while streaming', () => {
  const GOOD_FRAMES = 3;
  const violations: [name: string, say: (client: WireClient) => void, code: ErrorCode][] = [
    ['a second start (rule 10)', (client) => client.send(START), 'PROTOCOL_ORDER'],
    ['garbage text (rule 6)', (client) => client.sendText('{'), 'PROTOCOL_MALFORMED'],
    ['garbage bytes (rule 14)', (client) => client.socket.send(Buffer.alloc(100, 7)), 'PROTOCOL_MALFORMED'],
    ['no bytes at all (rule 14)', (client) => client.socket.send(Buffer.alloc(0)), 'PROTOCOL_MALFORMED'],
    [
      'a torn header (rule 14)',
      (client) =>
        client.socket.send(
          frameMessage(
            { kind: 'pixels', sequence: 3, ptsNs: 1e9, durationNs: 1, geometryId: 0, payloadBytes: 0 },
            new Uint8Array(0),
          ).subarray(0, 20),
        ),
      'PROTOCOL_MALFORMED',
    ],
    [
      'a frame that is shorter than it claims (rule 16)',
      (client) => client.sendFrame({ payloadBytes: PICTURE_BYTES }, picture(0).subarray(1)),
      'PROTOCOL_MALFORMED',
    ],
    [
      'a frame of another length than its geometry needs (rule 16)',
      (client) => client.sendFrame({}, picture(0).subarray(4)),
      'PROTOCOL_MALFORMED',
    ],
    [
      'a frame number left out (rule 17)',
      (client) => client.sendFrame({ sequence: GOOD_FRAMES + 1 }),
      'PROTOCOL_ORDER',
    ],
    ['a frame number again (rule 17)', (client) => client.sendFrame({ sequence: GOOD_FRAMES - 1 }), 'PROTOCOL_ORDER'],
    [
      'a PTS that does not rise (rule 18)',
      (client) => client.sendFrame({ ptsNs: (GOOD_FRAMES - 1) * 33_333_333 }),
      'PROTOCOL_ORDER',
    ],
    ['a PTS that goes back (rule 18)', (client) => client.sendFrame({ ptsNs: 0 }), 'PROTOCOL_ORDER'],
    [
      'an end beyond what is exact (rule 18)',
      (client) => client.sendFrame({ ptsNs: Number.MAX_SAFE_INTEGER, durationNs: 2 }),
      'PROTOCOL_MALFORMED',
    ],
    [
      'a repeat that brings pixels (rule 16)',
      (client) => client.socket.send(Buffer.concat([repeatMessage(GOOD_FRAMES), picture(0)])),
      'PROTOCOL_MALFORMED',
    ],
    [
      'a repeat at the time of what it repeats (rules 18, 41)',
      (client) => client.sendRepeat({ ptsNs: (GOOD_FRAMES - 1) * 33_333_333 }),
      'PROTOCOL_ORDER',
    ],
    [
      'tiles that are not what their map says (rule 42)',
      (client) => client.sendFrame({ kind: 'tiles' }, new Uint8Array(tileMapBytes(PICTURE_BYTES) + 100)),
      'PROTOCOL_MALFORMED',
    ],
    [
      'tiles without the whole of their map (rule 42)',
      (client) => client.sendFrame({ kind: 'tiles' }, new Uint8Array(tileMapBytes(PICTURE_BYTES) - 1)),
      'PROTOCOL_MALFORMED',
    ],
    [
      'tiles of a frame that looks different (rule 42)',
      (client) => {
        client.send({ ...GEOMETRY, id: 1 });
        client.sendFrame({ kind: 'tiles', geometryId: 1 }, new Uint8Array(tileMapBytes(PICTURE_BYTES)));
      },
      'PROTOCOL_ORDER',
    ],
    ['a repeat out of turn (rule 17)', (client) => client.sendRepeat({ sequence: GOOD_FRAMES + 1 }), 'PROTOCOL_ORDER'],
    [
      'a repeat of a frame that looks different (rule 41)',
      (client) => {
        client.send({ ...GEOMETRY, id: 1 });
        client.sendRepeat({ geometryId: 1 });
      },
      'PROTOCOL_ORDER',
    ],
    ['a geometry nobody announced (rule 12)', (client) => client.sendFrame({ geometryId: 1 }), 'PROTOCOL_ORDER'],
    ['a geometry id left out (rule 12)', (client) => client.send({ ...GEOMETRY, id: 2 }), 'PROTOCOL_ORDER'],
    ['a geometry id again (rule 12)', (client) => client.send(GEOMETRY), 'PROTOCOL_ORDER'],
    [
      'a geometry larger than any frame may be (rules 12, 31)',
      (client) => client.send({ ...GEOMETRY, id: 1, width: 16_384, height: 16_384 }),
      'FRAME_TOO_LARGE',
    ],
    ['a resume without a pause (rule 13)', (client) => client.send({ type: 'resume', atNs: 0 }), 'PROTOCOL_ORDER'],
    [
      'a gap that ends before it begins (rule 13)',
      (client) => client.send({ type: 'drop', count: 1, fromNs: 2, toNs: 1, reason: 'late' }),
      'PROTOCOL_MALFORMED',
    ],
    [
      'a finish with a frame too few (rule 25)',
      (client) => client.send({ type: 'finish', frames: GOOD_FRAMES - 1, warnings: [] }),
      'PROTOCOL_ORDER',
    ],
    [
      'a finish with a frame too many (rule 25)',
      (client) => client.send({ type: 'finish', frames: GOOD_FRAMES + 1, warnings: [] }),
      'PROTOCOL_ORDER',
    ],
  ];

  it.each(violations)('%s is refused, and what came before is kept', async (_name, say, code) => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay, { presets: ['mkv-lossless'] });
    await client.sendFrames(GOOD_FRAMES);
    say(client);
    await expectKept(relay, client, code, GOOD_FRAMES);
  });

  describe.each([
    ['ogg', undefined],
    ['custom', 'videorate ! theoraenc ! oggmux'],
  ])('into %s, which fills time with repeats', (preset, pipeline) => {
    it.each([
      ['a gap before a frame', { ptsNs: 9e15 }],
      ['the length of a frame', { durationNs: 9e15 }],
    ])('%s that would take for ever is refused, and what came before is kept (rule 18)', async (_name, header) => {
      const relay = await startRelay(pipeline === undefined ? {} : { pipeline });
      const client = await WireClient.stream(relay, { presets: ['mp4', preset], mode: 'realtime' });
      await client.sendFrames(GOOD_FRAMES);
      client.sendFrame(header);
      await expectRefused(client, 'PROTOCOL_MALFORMED');
      const { recording } = await client.last();
      expect(recording?.outputs).toMatchObject([{ frames: GOOD_FRAMES }, { frames: GOOD_FRAMES }]);
    });
  });

  it('a still picture of an hour is filled with repeats; of days it is kept where each frame has its own time (rule 18)', async () => {
    const relay = await startRelay();
    const hourNs = 3600e9;
    for (const [preset, gapNs, fps] of [
      ['ogg', hourNs, [1, 1]],
      ['mkv-lossless', 100 * hourNs, [60, 1]],
    ] as const) {
      const client = await WireClient.stream(relay, { presets: [preset], mode: 'realtime', fps });
      client.sendFrame({ durationNs: 1e9 });
      client.sendFrame({ ptsNs: gapNs, durationNs: 1e9 });
      expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 2 } });
      expect((await relay.event('ended')).sidecar?.durationNs).toBe(gapNs + 1e9);
    }
  });

  it('a repeat before any frame is refused (rule 41)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    client.sendRepeat();
    await expectRefused(client, 'PROTOCOL_ORDER');
    expect(await relay.files()).toEqual([]);
  });

  it('a pause in a pause is out of turn (rule 13)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    await client.sendFrames(1);
    client.send({ type: 'pause', atNs: 0 });
    client.send({ type: 'pause', atNs: 0 });
    await expectKept(relay, client, 'PROTOCOL_ORDER', 1);
  });

  it('more dropped frames than can be counted exactly are refused, and end this session only (rule 13)', async () => {
    const relay = await startRelay();
    const other = await WireClient.stream(relay, { name: 'other' });
    const client = await WireClient.stream(relay);
    await client.sendFrames(1);
    for (let turn = 0; turn < 2; turn++)
      client.send({ type: 'drop', count: Number.MAX_SAFE_INTEGER, fromNs: 0, toNs: 0, reason: 'busy' });
    await expectRefused(client, 'PROTOCOL_MALFORMED');
    await other.sendFrames(2);
    expect(await other.finish()).toMatchObject({ type: 'finished', recording: { frames: 2 } });
  });

  it('a geometry beyond the limit of geometries is refused (rule 33)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    await client.sendFrames(1);
    for (let id = 1; id <= MAX_GEOMETRIES; id++) client.send({ ...GEOMETRY, id } satisfies GeometryMessage);
    await expectKept(relay, client, 'PROTOCOL_ORDER', 1);
  });

  it('the first violation is the one that is told, whatever else follows (rule 26)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    await client.sendFrames(2);
    client.sendFrame({ ptsNs: 0 });
    client.sendText('garbage');
    client.sendFrame({ sequence: 99 });
    client.send({ type: 'finish', frames: 4, warnings: [] });
    await expectKept(relay, client, 'PROTOCOL_ORDER', 2);
  });
});

describe('credit', () => {
  // The encoder takes a frame now and then, so that credit is used up whatever the machine's speed.
  const SLOW = 'identity sleep-time=200000 ! x264enc speed-preset=ultrafast tune=zerolatency ! matroskamux';
  /** As much as the pipe to the pipeline cannot hold by itself. */
  const LARGE = { width: 1024, height: 768 } as const;

  it('overrun in frames is refused, and what came before is kept (rules 20, 22)', async () => {
    const relay = await startRelay({ pipeline: SLOW });
    const client = await WireClient.start(relay, { presets: ['custom'], ...LARGE });
    client.send({ ...GEOMETRY, ...LARGE });
    const pixels = new Uint8Array(LARGE.width * LARGE.height * 4);
    for (let sent = 0; sent < 30; sent++) client.sendFrame({}, pixels);
    await expectRefused(client, 'CREDIT_EXCEEDED');
    const [sidecar] = await relay.library.list();
    expect(sidecar).toMatchObject({ state: 'finished', error: { code: 'CREDIT_EXCEEDED' } });
    // At most the window was under way: what was accepted and the window are all that can have come.
    expect(sidecar?.frames).toBeGreaterThanOrEqual(4);
    expect(sidecar?.frames).toBeLessThan(30);
  });

  it('overrun in bytes is refused before a second frame of the largest size is held (rules 20, 22)', async () => {
    const relay = await startRelay({ pipeline: SLOW });
    const client = await WireClient.start(relay, { presets: ['custom'] });
    const side = { width: 8192, height: 2400 } as const;
    client.send({ ...GEOMETRY, ...side });
    const pixels = new Uint8Array(side.width * side.height * 4);
    client.sendFrame({}, pixels);
    client.sendFrame({}, pixels);
    await expectRefused(client, 'CREDIT_EXCEEDED');
  });

  it('never stands still for a sender that keeps to it, and never shrinks (rules 20, 21)', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay);
    await client.sendFrames(40);
    expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 40 } });
    const grants = client.said.filter((message) => message.type === 'credit').map(({ frames }) => frames);
    expect(grants).toEqual([...grants].sort((a, b) => a - b));
    expect(grants.at(-1)).toBe(44);
  });
});

/** A repeat of the frame before, without anything behind it. */
function repeatMessage(sequence: number): Uint8Array {
  const times = { ptsNs: sequence * 33_333_333, durationNs: 33_333_333 };
  return frameMessage({ kind: 'repeat', sequence, ...times, geometryId: 0, payloadBytes: 0 }, new Uint8Array(0));
}

/** Refused, with a finished recording of `frames` both in the last message and on disk, under the same name; nothing else written. */
async function expectKept(relay: InProcessRelay, client: WireClient, code: ErrorCode, frames: number): Promise<void> {
  await expectRefused(client, code);
  expect(await client.last()).toMatchObject({ recording: { frames } });
  const [sidecar] = await relay.library.list();
  expect(sidecar).toMatchObject({ state: 'finished', frames, error: { code } });
  expect(await relay.files()).toEqual([sidecar?.file, `${sidecar?.file}.json`]);
}
