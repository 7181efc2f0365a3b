import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../shared/errors.ts';
import { MAX_FRAGMENT_OVERHEAD_BYTES, MAX_FRAGMENTS } from '../../shared/wire/limits.ts';
import { MessageWatch } from './message-watch.ts';

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const PING = 9;

/** A frame as a browser sends it: masked, its length in as many bytes as it takes. */
function frame(opcode: number, isLast: boolean, payload: Uint8Array): Buffer {
  return Buffer.concat([frameHeader(opcode, isLast, payload.byteLength), payload]);
}

/** Its header alone, with any claim of a length. */
function frameHeader(opcode: number, isLast: boolean, bytes: number | bigint, wide = false): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const first = (isLast ? 0x80 : 0) | opcode;
  if (!wide && bytes < 126) return Buffer.concat([Buffer.from([first, 0x80 | Number(bytes)]), mask]);
  if (!wide && bytes < 65_536) {
    const header = Buffer.from([first, 0x80 | 126, 0, 0]);
    header.writeUInt16BE(Number(bytes), 2);
    return Buffer.concat([header, mask]);
  }
  const header = Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeBigUInt64BE(BigInt(bytes), 2);
  return Buffer.concat([header, mask]);
}

/** What the watch asks to be judged while it reads `bytes` in pieces of the given sizes. */
function judged(bytes: Buffer, pieces: readonly number[]): { isBinary: boolean; bytes: number }[] {
  const seen: { isBinary: boolean; bytes: number }[] = [];
  const watch = new MessageWatch(({ isBinary, bytes: claimed }) => void seen.push({ isBinary, bytes: claimed }));
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = pieces[turn % pieces.length] ?? 1;
    watch.read(bytes.subarray(at, at + size));
    at += size;
  }
  return seen;
}

const payload = fc
  .oneof(fc.nat({ max: 300 }), fc.nat({ max: 70_000 }))
  .map((bytes) => new Uint8Array(bytes).fill(0x81));
const message = fc.record({
  isBinary: fc.boolean(),
  fragments: fc.array(payload, { minLength: 1, maxLength: 4 }),
  pings: fc.array(fc.nat({ max: 125 }), { maxLength: 3 }),
});

describe('a message watch (rule 30)', () => {
  it('sees every message with its kind and what it claims so far, however the bytes are cut and whatever pings lie between', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 80_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), pieces, (messages, sizes) => {
        const wire = messages.flatMap(({ isBinary, fragments, pings }) =>
          fragments.flatMap((bytes, index) => [
            frame(index > 0 ? CONTINUATION : isBinary ? BINARY : TEXT, index === fragments.length - 1, bytes),
            ...(index === 0 ? pings.map((size) => frame(PING, true, new Uint8Array(size))) : []),
          ]),
        );
        const expected = messages.flatMap(({ isBinary, fragments }) => {
          let bytes = 0;
          return fragments.map((fragment) => ({ isBinary, bytes: (bytes += fragment.byteLength) }));
        });
        expect(judged(Buffer.concat(wire), sizes)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it.each([126n, 65_536n, 2n ** 31n, 2n ** 40n, 2n ** 53n - 1n, 2n ** 64n - 1n])(
    'judges a claim of %d bytes when its header has come, before any of them',
    (bytes) => {
      expect(judged(frameHeader(BINARY, true, bytes, true), [1])).toEqual([{ isBinary: true, bytes: Number(bytes) }]);
    },
  );

  it('says nothing before a header is complete', () => {
    expect(judged(frameHeader(BINARY, true, 70_000).subarray(0, -1), [1])).toEqual([]);
  });

  it('passes on what the judge throws, at once', () => {
    const watch = new MessageWatch(() => {
      throw new ProtocolError('FRAME_TOO_LARGE', { bytes: 1, limit: 0 });
    });
    expect(() => watch.read(frameHeader(BINARY, true, 1))).toThrow(
      expect.objectContaining({ code: 'FRAME_TOO_LARGE' }),
    );
  });

  it('refuses a message in too many pieces, with an empty last one or a full one', () => {
    const watch = new MessageWatch(() => undefined);
    watch.read(frame(BINARY, false, new Uint8Array(1)));
    for (let count = 1; count < MAX_FRAGMENTS; count++) watch.read(frame(CONTINUATION, false, new Uint8Array(0)));
    expect(() => watch.read(frame(CONTINUATION, true, new Uint8Array(1)))).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }),
    );
  });

  it('refuses a message that is kept open among pings, as every byte between its pieces is kept with it', () => {
    const watch = new MessageWatch(() => undefined);
    watch.read(frame(BINARY, false, new Uint8Array(1)));
    const flood = (): void => {
      for (let bytes = 0; bytes <= MAX_FRAGMENT_OVERHEAD_BYTES; bytes += 125)
        watch.read(frame(PING, true, new Uint8Array(125)));
    };
    expect(flood).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
  });

  it('lets any number of pings and short messages pass between messages', () => {
    const watch = new MessageWatch(() => undefined);
    const flood = Buffer.concat([frame(PING, true, new Uint8Array(125)), frame(TEXT, true, new Uint8Array(20))]);
    for (let bytes = 0; bytes <= 2 * MAX_FRAGMENT_OVERHEAD_BYTES; bytes += flood.length) watch.read(flood);
  });
});
