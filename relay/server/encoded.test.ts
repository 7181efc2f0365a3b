/** Frames that come encoded, at the wire (docs/PROTOCOL.md, rules 43 to 48). */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CodecName } from '../../shared/media/codecs.ts';
import type { FrameHeader } from '../../shared/wire/frame.ts';
import { ENCODED_WINDOW_BYTES, ENCODED_WINDOW_FRAMES, MAX_CHUNK_BYTES } from '../../shared/wire/limits.ts';
import type { ClientMessage, EncodingMessage, StartMessage } from '../../shared/wire/messages.ts';
import { encodedFrames } from '../pipeline/testing/chunks.ts';
import { type InProcessRelay, startRelay } from './testing/in-process.ts';
import { RawPeer } from './testing/raw-peer.ts';
import { frameMessage, GEOMETRY, picture, PICTURE_BYTES, SIZE, START, WireClient } from './testing/wire-client.ts';

const FRAME_NS = 33_333_333;
const COLOUR = { matrix: 'bt709', transfer: 'bt709', primaries: 'bt709', fullRange: false } as const;

const start = (codecs: readonly CodecName[], presets: readonly string[] = ['mp4']): StartMessage => ({
  ...START,
  presets,
  encoded: { codecs },
});

const encoding = (codec: CodecName, description: string | undefined): EncodingMessage => ({
  type: 'encoding',
  id: 0,
  codec,
  ...SIZE,
  colour: COLOUR,
  ...(description === undefined ? {} : { description }),
});

const header = (kind: FrameHeader['kind'], sequence: number, payloadBytes: number): FrameHeader => ({
  ...{ kind, sequence, ptsNs: sequence * FRAME_NS, durationNs: FRAME_NS, geometryId: 0, payloadBytes },
});

const chunk = (sequence: number, data: Uint8Array, kind: 'key' | 'delta' = sequence % 10 === 0 ? 'key' : 'delta') =>
  frameMessage(header(kind, sequence, data.byteLength), data);

/** A client that has said all that comes before the first frame. */
async function opened(
  relay: InProcessRelay,
  message: StartMessage,
  then: readonly ClientMessage[],
): Promise<WireClient> {
  const client = await WireClient.connect(relay);
  client.send(message);
  await client.next('credit');
  for (const each of then) client.send(each);
  return client;
}

it('the relay takes the codec that most outputs store, else the first that it can decode (rule 43)', async () => {
  const relay = await startRelay();
  for (const [presets, codec] of [
    [['mp4'], 'h264'],
    [['webm'], 'vp9'],
    [['webm-vp8', 'mp4-av1', 'webm'], 'vp8'],
    [['mkv-lossless'], 'vp9'],
  ] as const) {
    const client = await WireClient.connect(relay);
    client.send({ ...start(['vp9', 'vp8', 'av1', 'h264'], presets), width: 63 });
    expect(await client.next('started')).toMatchObject({ encoded: { codec, ...SIZE }, width: SIZE.width });
    expect(await client.next('credit')).toMatchObject({ frames: ENCODED_WINDOW_FRAMES, bytes: ENCODED_WINDOW_BYTES });
    client.socket.close();
    await client.closed;
  }
});

it('what is stored as it came and what is encoded again have every frame at its time (rules 45, 46)', async () => {
  const relay = await startRelay();
  const { description, chunks } = await encodedFrames('h264', 40, SIZE);
  const client = await opened(relay, start(['h264'], ['mp4', 'mkv-lossless']), [encoding('h264', description)]);
  chunks.forEach((data, sequence) => client.socket.send(chunk(sequence, data)));
  client.send({ type: 'finish', frames: 40, warnings: [] });
  expect(await client.last()).toMatchObject({
    type: 'finished',
    recording: {
      ...{ frames: 40, transport: 'encoded', codec: 'h264' },
      outputs: [
        { preset: 'mp4', frames: 40, stored: true },
        { preset: 'mkv-lossless', frames: 40, stored: false },
      ],
      warnings: [expect.stringContaining('not every pixel as it was drawn')],
    },
  });
});

describe('what was not agreed is refused (rules 43 to 45)', () => {
  const H264 = encoding('h264', '0142c01effe1000467420001');
  const data = new Uint8Array(8);
  it.each<[string, string, StartMessage, readonly ClientMessage[], Uint8Array | undefined]>([
    ['another codec', 'PROTOCOL_ORDER', start(['h264']), [encoding('vp8', undefined)], undefined],
    ['another size', 'PROTOCOL_ORDER', start(['h264']), [{ ...H264, width: 8192 }], undefined],
    ['an id that is not the first', 'PROTOCOL_ORDER', start(['h264']), [{ ...H264, id: 1 }], undefined],
    ['a second encoding', 'PROTOCOL_ORDER', start(['h264']), [H264, { ...H264, id: 1 }], undefined],
    ['no description', 'PROTOCOL_MALFORMED', start(['h264']), [encoding('h264', undefined)], undefined],
    ['a description of VP8', 'PROTOCOL_MALFORMED', start(['vp8']), [encoding('vp8', '00')], undefined],
    ['a geometry', 'PROTOCOL_ORDER', start(['h264']), [GEOMETRY], undefined],
    ['a frame before the encoding', 'PROTOCOL_ORDER', start(['h264']), [], chunk(0, data)],
    ['a first frame that needs others', 'PROTOCOL_ORDER', start(['h264']), [H264], chunk(0, data, 'delta')],
    ['pixels', 'PROTOCOL_ORDER', start(['h264']), [H264], frameMessage(header('pixels', 0, PICTURE_BYTES), picture(0))],
    ['an encoding where frames are raw', 'PROTOCOL_ORDER', START, [H264], undefined],
    ['an encoded frame where they are raw', 'PROTOCOL_ORDER', START, [GEOMETRY], chunk(0, data)],
  ])('%s', async (_name, code, message, then, frame) => {
    const client = await opened(await startRelay(), message, then);
    if (frame) client.socket.send(frame);
    expect(await client.last()).toMatchObject({ type: 'failed', code });
  });
});

describe('a hostile page', () => {
  it('claims more than a frame may have, and is refused before any of it has come (rule 48)', async () => {
    const relay = await startRelay();
    const peer = await RawPeer.connect(relay);
    peer.send(start(['vp8']));
    await peer.first('credit');
    peer.write({ opcode: 'binary', claim: MAX_CHUNK_BYTES + 41 });
    expect(await peer.first('failed')).toMatchObject({ code: 'FRAME_TOO_LARGE' });
  });

  it('sends more frames than it was granted (rule 46)', async () => {
    const relay = await startRelay();
    const peer = await RawPeer.connect(relay);
    peer.send(start(['vp8'], ['webm-vp8']));
    await peer.first('credit');
    peer.socket.cork();
    peer.send(encoding('vp8', undefined));
    for (let sequence = 0; sequence <= ENCODED_WINDOW_FRAMES; sequence++)
      peer.write({ opcode: 'binary', payload: chunk(sequence, new Uint8Array(1)) });
    peer.socket.uncork();
    expect(await peer.first('failed')).toMatchObject({ code: 'CREDIT_EXCEEDED' });
  });

  it.each([
    ['stored', ['mp4']],
    ['decoded', ['mkv-lossless']],
  ] as const)('sends noise, which ends its recording and nothing else (%s)', async (_name, presets) => {
    const relay = await startRelay({ childTimes: { interruptMs: 500 } });
    const client = await opened(relay, start(['h264'], presets), [encoding('h264', randomBytes(64).toString('hex'))]);
    for (let sequence = 0; sequence < 20; sequence++) client.socket.send(chunk(sequence, randomBytes(2000)));
    client.send({ type: 'finish', frames: 20, warnings: [] });
    expect(await client.last()).toMatchObject({ type: 'failed' });
    const { description, chunks } = await encodedFrames('h264', 10, SIZE);
    const next = await opened(relay, start(['h264'], presets), [encoding('h264', description)]);
    chunks.forEach((data, sequence) => next.socket.send(chunk(sequence, data)));
    next.send({ type: 'finish', frames: 10, warnings: [] });
    expect(await next.last()).toMatchObject({ type: 'finished', recording: { frames: 10 } });
  });
});
