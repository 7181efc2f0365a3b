import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProtocolError } from '../../shared/errors.ts';
import { encodeFrameHeader, FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { FrameAssembler, type IncomingFrame } from './socket.ts';
import { unmask, unmaskByHand } from './unmask.ts';

const MASK = Uint8Array.from([0x11, 0x22, 0x33, 0x44]);

/** The bytes of `message` in pieces whose ends lie at `cuts`, empty ones included, each with the mask it came under. */
function* masked(
  message: Uint8Array,
  cuts: readonly number[],
): Generator<readonly [piece: Uint8Array, mask: Uint8Array]> {
  let start = 0;
  for (const end of [...cuts.map((at) => at % (message.length + 1)).sort((a, b) => a - b), message.length]) {
    const mask = MASK.map((_, index) => MASK[(index + start) % 4] ?? 0);
    const piece = message.slice(start, end);
    unmaskByHand(piece, mask);
    yield [piece, mask];
    start = end;
  }
}

function assemble(assembler: FrameAssembler, message: Uint8Array, cuts: readonly number[]): IncomingFrame {
  for (const [piece, mask] of masked(message, cuts)) assembler.add(piece, mask);
  return assembler.end();
}

/** A frame message; `claim` is the number of bytes its header tells. */
function frameMessage(pixels: Uint8Array, claim: number = pixels.length): Uint8Array {
  const message = new Uint8Array(FRAME_HEADER_BYTES + pixels.length);
  encodeFrameHeader({ ...HEADER, payloadBytes: claim }, message);
  message.set(pixels, FRAME_HEADER_BYTES);
  return message;
}

const HEADER = { kind: 'pixels', sequence: 7, ptsNs: 1, durationNs: 2, geometryId: 3 } as const;
const cuts = fc.array(fc.nat(), { maxLength: 6 });
const pixels = fc.uint8Array({ maxLength: 300 });

it('a frame reads the same in whatever pieces it came, a torn header included (rules 14, 19)', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(pixels, cuts), { maxLength: 5 }), (frames) => {
      const assembler = new FrameAssembler(() => undefined);
      const read = frames.map(([bytes, places]) => assemble(assembler, frameMessage(bytes), places));
      // Looked at when all are there: none may have taken another's memory.
      read.forEach(({ header, payload }, index) => {
        const bytes = Buffer.from(frames[index]?.[0] ?? []);
        expect(header).toEqual({ ...HEADER, payloadBytes: bytes.length });
        expect(Buffer.concat(payload)).toEqual(bytes);
      });
    }),
  );
});

it('any pieces at all are a frame or a ProtocolError (rule 14)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), cuts, (bytes, places) => {
      expect(() => assemble(new FrameAssembler(() => undefined), bytes, places)).toThrow(ProtocolError);
    }),
  );
});

it('a frame that is longer or shorter than it claims is refused (rule 16)', () => {
  fc.assert(
    fc.property(pixels, cuts, fc.nat({ max: 400 }), (bytes, places, claim) => {
      fc.pre(claim !== bytes.length);
      const assembler = new FrameAssembler(() => undefined);
      expect(() => assemble(assembler, frameMessage(bytes, claim), places)).toThrow(
        expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }),
      );
    }),
  );
});

it('a header is checked before any of its pixels is kept', () => {
  const refusal = new ProtocolError('PROTOCOL_ORDER', { reason: 'not now' });
  const assembler = new FrameAssembler(() => {
    throw refusal;
  });
  const [[piece, mask] = []] = masked(frameMessage(new Uint8Array(0), 100_000_000), []);
  expect(() => assembler.add(piece ?? MASK, mask ?? MASK)).toThrow(refusal);
});

it('native code unmasks as it is done by hand', () => {
  fc.assert(
    fc.property(pixels, fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.nat({ max: 9 }), (bytes, mask, offset) => {
      const [native, byHand] = [bytes.slice(), bytes.slice()];
      unmask(native.subarray(offset), mask);
      unmaskByHand(byHand.subarray(offset), mask);
      expect(native).toEqual(byHand);
    }),
  );
});
