import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode, ProtocolError } from '../errors.ts';
import { CODEC_NAMES } from '../media/codecs.ts';
import { MATRICES, PRIMARIES, TRANSFERS } from '../media/colour.ts';
import { PIXEL_FORMAT_NAMES } from '../media/formats.ts';
import {
  MAX_CONTROL_BYTES,
  MAX_ERROR_TEXT_LENGTH,
  MAX_BITRATE,
  MAX_FRAME_BYTES,
  MAX_NAME_LENGTH,
  MAX_OUTPUTS,
  MAX_RING_SLOTS,
  MAX_SIDE_PIXELS,
  MIN_BITRATE,
} from './limits.ts';
import {
  ALPHAS,
  type ClientMessage,
  decodeClientMessage,
  decodeRelayMessage,
  DROP_REASONS,
  encodeClientMessage,
  encodeRelayMessage,
  MODES,
  QUALITIES,
  type RelayMessage,
  TRANSPORTS,
  YUV_MATRICES,
} from './messages.ts';

const any = <const T>(names: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...names);
const keys = <T extends object>(table: T): fc.Arbitrary<keyof T> => any(Object.keys(table) as (keyof T)[]);
const anyText = (maxLength: number): fc.Arbitrary<string> => fc.string({ maxLength, unit: 'binary' });
const count = fc.maxSafeNat();
const side = fc.integer({ min: 1, max: MAX_SIDE_PIXELS });
const rate = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1_000_000_000 }));
const anyNonce = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
/** Fields that may be absent. */
const perhaps = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
const joined = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([first, second]) => ({ ...first, ...second }));

const errorCode = any(Object.keys(ERRORS) as ErrorCode[]);
const gap = fc.record({
  beforeSequence: count,
  count: fc.integer({ min: 1, max: 1e9 }),
  fromNs: count,
  toNs: count,
  reason: any(DROP_REASONS),
});
const output = joined(
  fc.record({
    id: anyText(64),
    url: anyText(100),
    preset: anyText(100),
    mime: anyText(200),
    width: side,
    height: side,
    frames: count,
    durationSeconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
    bytes: count,
  }),
  perhaps({
    error: fc.record({ code: errorCode, message: anyText(50), remedy: anyText(50) }),
  }),
);
const recording = fc.record({
  id: anyText(64),
  name: anyText(MAX_NAME_LENGTH),
  url: anyText(100),
  preset: anyText(100),
  mime: anyText(200),
  width: side,
  height: side,
  fps: rate,
  frames: count,
  dropped: count,
  gaps: fc.array(gap, { maxLength: 5 }),
  durationSeconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
  bytes: count,
  warnings: fc.array(anyText(50), { maxLength: 3 }),
  transport: any(TRANSPORTS),
  outputs: fc.array(output, { maxLength: 3 }),
});

const colour = fc.record({
  matrix: keys(MATRICES),
  transfer: keys(TRANSFERS),
  primaries: keys(PRIMARIES),
  fullRange: fc.boolean(),
});
const anyDescription = fc
  .uint8Array({ minLength: 1, maxLength: 200 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

const pageMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  joined(
    fc.record({
      type: fc.constant('start' as const),
      mode: any(MODES),
      fps: rate,
      presets: fc.uniqueArray(anyText(100), { minLength: 1, maxLength: MAX_OUTPUTS }),
      name: anyText(MAX_NAME_LENGTH),
      width: side,
      height: side,
      quality: any(QUALITIES),
      agent: anyText(500),
    }),
    perhaps({
      alpha: any(ALPHAS),
      bitrate: fc.integer({ min: MIN_BITRATE, max: MAX_BITRATE }),
      ring: fc.record({
        nonce: anyNonce,
        slots: fc.integer({ min: 2, max: MAX_RING_SLOTS }),
        slotBytes: fc.integer({ min: 1, max: MAX_FRAME_BYTES / 4096 }).map((pages) => pages * 4096),
      }),
      encoded: fc.record({ codecs: fc.uniqueArray(any(CODEC_NAMES), { minLength: 1 }) }),
    }),
  ),
  fc.record({
    type: fc.constant('geometry' as const),
    id: fc.nat({ max: 0xffff_ffff }),
    format: any(PIXEL_FORMAT_NAMES),
    width: side,
    height: side,
    colour,
  }),
  joined(
    fc.record({
      type: fc.constant('encoding' as const),
      id: fc.nat({ max: 0xffff_ffff }),
      codec: any(CODEC_NAMES),
      width: side,
      height: side,
      colour,
    }),
    perhaps({ description: anyDescription }),
  ),
  fc.record({
    type: fc.constant('drop' as const),
    count: fc.integer({ min: 1 }),
    fromNs: count,
    toNs: count,
    reason: any(DROP_REASONS),
  }),
  fc.record({ type: any(['pause', 'resume']), atNs: count }) as fc.Arbitrary<ClientMessage>,
  fc.record({
    type: fc.constant('finish' as const),
    frames: count,
    warnings: fc.array(anyText(100), { maxLength: 5 }),
  }),
);

const relayMessage: fc.Arbitrary<RelayMessage> = fc.oneof(
  joined(
    fc.record({
      type: fc.constant('started' as const),
      id: anyText(64),
      alpha: any(ALPHAS),
      width: side,
      height: side,
      maxFrameBytes: fc.integer({ min: 1, max: MAX_FRAME_BYTES }),
      warnings: fc.array(anyText(100), { maxLength: 5 }),
    }),
    perhaps({
      yuv: any(YUV_MATRICES),
      ring: fc.record({ proof: anyNonce }),
      encoded: fc.record({ codec: any(CODEC_NAMES), width: side, height: side }),
    }),
  ),
  fc.constant({ type: 'keyframe' as const }),
  fc.record({ type: fc.constant('credit' as const), frames: count, bytes: count }),
  fc.record({
    type: fc.constant('progress' as const),
    acceptedFrames: count,
    encodedFrames: count,
    bytes: count,
    warnings: fc.array(anyText(100), { maxLength: 5 }),
  }),
  fc.record({ type: fc.constant('finished' as const), recording }),
  joined(
    fc.record({
      type: fc.constant('failed' as const),
      code: errorCode,
      message: anyText(MAX_ERROR_TEXT_LENGTH),
      remedy: anyText(MAX_ERROR_TEXT_LENGTH),
    }),
    perhaps({ recording }),
  ),
);

/** A message, or PROTOCOL_MALFORMED: nothing else may come of any text. */
function decodesOrIsMalformed(decode: (text: string) => unknown, text: string): void {
  let decoded: unknown;
  try {
    decoded = decode(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: 'PROTOCOL_MALFORMED' });
    return;
  }
  // What was taken is what the text said: nothing was made up and nothing silently left out.
  expect(decoded).toEqual(JSON.parse(text));
}

/** Texts from noise to what is nearly a message. */
function texts(message: fc.Arbitrary<object>): fc.Arbitrary<string> {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.bigInt().map(Number), anyText(300));
  const path = fc.array(fc.nat(), { minLength: 1, maxLength: 3 });
  const bent = fc
    .tuple(message, path, value, fc.constantFrom('replace', 'remove', 'add'))
    .map(([original, at, other, how]) => {
      const copy = JSON.parse(JSON.stringify(original)) as Record<string, unknown>;
      let target = copy;
      for (const step of at.slice(0, -1)) {
        const inner = Object.values(target).filter((entry) => typeof entry === 'object' && entry !== null);
        if (inner.length > 0) target = inner[step % inner.length] as Record<string, unknown>;
      }
      const names = Object.keys(target);
      const name = names[(at.at(-1) ?? 0) % Math.max(1, names.length)] ?? 'type';
      if (how === 'remove') delete target[name];
      else target[how === 'add' ? `${name}_` : name] = other;
      return JSON.stringify(copy);
    });
  const cut = fc.tuple(message, fc.nat()).map(([original, at]) => {
    const text = JSON.stringify(original);
    return text.slice(0, at % (text.length + 1));
  });
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf8'));
  return fc.oneof(noise, fc.json({ maxDepth: 4 }), bent, cut);
}

describe.each([
  {
    side: 'page',
    message: pageMessage as fc.Arbitrary<object>,
    decode: decodeClientMessage,
    encode: encodeClientMessage as (message: never) => string,
  },
  {
    side: 'relay',
    message: relayMessage as fc.Arbitrary<object>,
    decode: decodeRelayMessage,
    encode: encodeRelayMessage as (message: never) => string,
  },
])('messages of the $side', ({ message, decode, encode }) => {
  it('come out as they went in (rule 6)', () => {
    const roundTrip = fc.property(message, (value) => {
      expect(decode(encode(value as never))).toEqual(value);
    });
    fc.assert(roundTrip, { numRuns: 500 });
  });

  it('are what any text decodes to, or it is PROTOCOL_MALFORMED (rules 6 to 8)', () => {
    const decodes = fc.property(texts(message), (text) => {
      decodesOrIsMalformed(decode, text);
    });
    fc.assert(decodes, { numRuns: 3000 });
  });

  it.each([
    ['a type that is nested as deep as a message can be', `{"type":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['nothing but brackets', '['.repeat(MAX_CONTROL_BYTES)],
    ['objects in objects', `${'{"type":'.repeat(7000)}1${'}'.repeat(7000)}`],
    ['a text beyond the limit', `{"type":"pause","atNs":1}${' '.repeat(MAX_CONTROL_BYTES)}`],
  ])('are not %s (rules 6, 32)', (_name, text) => {
    expect(() => decode(text)).toThrow(ProtocolError);
  });

  it('quote nothing that could steer a terminal when they are refused', () => {
    for (const text of [
      '{"type":"\\u001b[2J"}',
      '{"type":"pause","atNs":1,"\\u001b[2J":1}',
      '{"type":"credit","frames":1,"bytes":1,"\\u001b[2J":1}',
    ]) {
      expect(() => decode(text)).toThrow(/^[^\p{Cc}]*$/u);
    }
  });
});

it('messages are measured in bytes, at both ends (rule 32)', () => {
  const bytes = (warnings: readonly string[]): number =>
    Buffer.byteLength(JSON.stringify({ type: 'finish', frames: 0, warnings }));
  const sizes = fc.array(fc.string({ unit: 'binary', minLength: 380, maxLength: 1000 }), {
    minLength: 40,
    maxLength: 50,
  });
  fc.assert(
    fc.property(sizes, (warnings) => {
      const fits = bytes(warnings) <= MAX_CONTROL_BYTES;
      const message = { type: 'finish', frames: 0, warnings } as const;
      const took = [() => encodeClientMessage(message), () => decodeClientMessage(JSON.stringify(message))].map(
        (act) => {
          try {
            act();
            return true;
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
            return false;
          }
        },
      );
      expect(took).toEqual([fits, fits]);
    }),
    { numRuns: 50 },
  );
});
