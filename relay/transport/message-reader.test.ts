import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../shared/errors.ts';
import { MAX_FRAGMENT_OVERHEAD_BYTES, MAX_FRAGMENTS } from '../../shared/wire/limits.ts';
import { type JudgeMessage, MessageReader } from './message-reader.ts';
import { unmaskByHand } from './unmask.ts';
import { OPCODE } from './websocket-header.ts';

const { continuation: CONTINUATION, text: TEXT, binary: BINARY } = OPCODE;
const PING = 9;
const MASK = Buffer.from([1, 2, 3, 4]);

/** A frame as a browser sends it: masked, its length in as many bytes as it takes. */
function frame(opcode: number, isLast: boolean, payload: Uint8Array): Buffer {
  const masked = Buffer.from(payload);
  unmaskByHand(masked, MASK);
  return Buffer.concat([frameHeader(opcode, isLast, payload.byteLength), masked]);
}

/** Its header alone, with any claim of a length. */
function frameHeader(opcode: number, isLast: boolean, bytes: number | bigint, wide = false): Buffer {
  const first = (isLast ? 0x80 : 0) | opcode;
  if (!wide && bytes < 126) return Buffer.concat([Buffer.from([first, 0x80 | Number(bytes)]), MASK]);
  if (!wide && bytes < 65_536) {
    const header = Buffer.from([first, 0x80 | 126, 0, 0]);
    header.writeUInt16BE(Number(bytes), 2);
    return Buffer.concat([header, MASK]);
  }
  const header = Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeBigUInt64BE(BigInt(bytes), 2);
  return Buffer.concat([header, MASK]);
}

/** A reader that notes what it tells. */
class Listener {
  readonly judged: { isBinary: boolean; bytes: number }[] = [];
  readonly binaries: Buffer[] = [];
  readonly others: Buffer[] = [];
  readonly #pieces: Buffer[] = [];
  readonly #reader: MessageReader;

  constructor(judge: JudgeMessage = () => undefined) {
    this.#reader = new MessageReader({
      judge: (message) => {
        this.judged.push({ isBinary: message.isBinary, bytes: message.bytes });
        judge(message);
      },
      binary: (piece, mask) => {
        const plain = Buffer.from(piece);
        unmaskByHand(plain, mask);
        this.#pieces.push(plain);
      },
      binaryEnd: () => this.binaries.push(Buffer.concat(this.#pieces.splice(0))),
      other: (bytes) => this.others.push(bytes),
    });
  }

  /** Reads `bytes` in pieces of the given sizes. */
  read(bytes: Buffer, pieces: readonly number[] = [bytes.length]): this {
    let at = 0;
    for (let turn = 0; at < bytes.length; turn++) {
      const size = pieces[turn % pieces.length] ?? 1;
      this.#reader.read(bytes.subarray(at, at + size));
      at += size;
    }
    return this;
  }
}

/** Large buffers compare slowly one byte at a time. */
function digest(bytes: Buffer): string {
  return `${bytes.length} ${createHash('sha1').update(bytes).digest('hex')}`;
}

const payload = fc
  .oneof(fc.nat({ max: 300 }), fc.nat({ max: 70_000 }))
  .map((bytes) => Uint8Array.from({ length: bytes }, (_, index) => index % 251));
const message = fc.record({
  isBinary: fc.boolean(),
  fragments: fc.array(payload, { minLength: 1, maxLength: 4 }),
  pings: fc.array(fc.nat({ max: 125 }), { maxLength: 3 }),
});

describe('a message reader (rule 30)', () => {
  it('judges every message, gives binary ones unmasked and all else as it came, however the bytes are cut', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 80_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), pieces, (messages, sizes) => {
        const wire = messages.flatMap(({ isBinary, fragments, pings }) =>
          fragments.flatMap((bytes, index) => [
            {
              isBinary,
              bytes: frame(index > 0 ? CONTINUATION : isBinary ? BINARY : TEXT, index === fragments.length - 1, bytes),
            },
            ...(index === 0 ? pings : []).map((size) => ({
              isBinary: false,
              bytes: frame(PING, true, new Uint8Array(size)),
            })),
          ]),
        );
        const listener = new Listener().read(Buffer.concat(wire.map(({ bytes }) => bytes)), sizes);
        expect(listener.judged).toEqual(
          messages.flatMap(({ isBinary, fragments }) => {
            let bytes = 0;
            return fragments.map((fragment) => ({ isBinary, bytes: (bytes += fragment.byteLength) }));
          }),
        );
        const binaries = messages.filter(({ isBinary }) => isBinary).map(({ fragments }) => Buffer.concat(fragments));
        expect(listener.binaries.map(digest)).toEqual(binaries.map(digest));
        const others = wire.filter(({ isBinary }) => !isBinary).map(({ bytes }) => bytes);
        expect(digest(Buffer.concat(listener.others))).toBe(digest(Buffer.concat(others)));
      }),
    );
  });

  it.each([126n, 65_536n, 2n ** 31n, 2n ** 40n, 2n ** 53n - 1n, 2n ** 64n - 1n])(
    'judges a claim of %d bytes when its header has come, before any of them',
    (bytes) => {
      const { judged } = new Listener().read(frameHeader(BINARY, true, bytes, true), [1]);
      expect(judged).toEqual([{ isBinary: true, bytes: Number(bytes) }]);
    },
  );

  it('says nothing before a header is complete', () => {
    const listener = new Listener().read(frameHeader(BINARY, true, 70_000).subarray(0, -1), [1]);
    expect([...listener.judged, ...listener.others]).toEqual([]);
  });

  it('passes on what the judge throws, at once', () => {
    const listener = new Listener(() => {
      throw new ProtocolError('FRAME_TOO_LARGE', { bytes: 1, limit: 0 });
    });
    expect(() => listener.read(frameHeader(BINARY, true, 1))).toThrow(
      expect.objectContaining({ code: 'FRAME_TOO_LARGE' }),
    );
  });

  const malformed = expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }) as Error;

  it.each<[string, Buffer[]]>([
    ['not masked', [Buffer.from([0x80 | BINARY, 1, 0])]],
    ['compressed', [Buffer.from([0xc0 | BINARY, 0x81, 1, 2, 3, 4, 0])]],
    ['begun within a text', [frame(TEXT, false, new Uint8Array(1)), frame(BINARY, true, new Uint8Array(1))]],
    ['begun within another', [frame(BINARY, false, new Uint8Array(1)), frame(BINARY, true, new Uint8Array(1))]],
    ['broken by a text', [frame(BINARY, false, new Uint8Array(1)), frame(TEXT, true, new Uint8Array(1))]],
  ])('refuses a binary message that is %s, as the library does not see it', (_name, frames) => {
    expect(() => new Listener().read(Buffer.concat(frames))).toThrow(malformed);
  });

  it('leaves it to the library to refuse a continuation of nothing', () => {
    const bytes = frame(CONTINUATION, true, new Uint8Array(3));
    expect(Buffer.concat(new Listener().read(bytes).others)).toEqual(bytes);
  });

  it('refuses a message in too many pieces, with an empty last one or a full one', () => {
    const listener = new Listener();
    listener.read(frame(BINARY, false, new Uint8Array(1)));
    for (let count = 1; count < MAX_FRAGMENTS; count++) listener.read(frame(CONTINUATION, false, new Uint8Array(0)));
    expect(() => listener.read(frame(CONTINUATION, true, new Uint8Array(1)))).toThrow(malformed);
  });

  it('refuses a message that is kept open among pings, as every byte between the pieces of a text is kept with it', () => {
    const listener = new Listener().read(frame(TEXT, false, new Uint8Array(1)));
    const flood = (): void => {
      for (let bytes = 0; bytes <= MAX_FRAGMENT_OVERHEAD_BYTES; bytes += 125)
        listener.read(frame(PING, true, new Uint8Array(125)));
    };
    expect(flood).toThrow(malformed);
  });

  it('lets any number of pings and short messages pass between messages', () => {
    const listener = new Listener();
    const flood = Buffer.concat([frame(PING, true, new Uint8Array(125)), frame(TEXT, true, new Uint8Array(20))]);
    for (let bytes = 0; bytes <= 2 * MAX_FRAGMENT_OVERHEAD_BYTES; bytes += flood.length) listener.read(flood);
  });
});
