import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProtocolError } from '../../shared/errors.ts';
import { encodeFrameHeader, FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { readSocketFrame } from './socket.ts';

/** `bytes` in pieces whose ends lie at `cuts`, empty ones included. */
function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

it('a frame reads the same in whatever pieces it came, a torn header included (rules 14, 19)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(), { maxLength: 6 }), (pixels, cuts) => {
      const header = { sequence: 7, ptsNs: 1, durationNs: 2, geometryId: 3, payloadBytes: pixels.length };
      const message = new Uint8Array(FRAME_HEADER_BYTES + pixels.length);
      encodeFrameHeader(header, message);
      message.set(pixels, FRAME_HEADER_BYTES);
      const frame = readSocketFrame(cut(message, cuts));
      expect(frame.header).toEqual(header);
      expect(Buffer.concat(frame.payload)).toEqual(Buffer.from(pixels));
    }),
  );
});

it('any pieces at all are a frame or a ProtocolError (rule 14)', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }), (pieces) => {
      expect(() => readSocketFrame(pieces)).toThrow(ProtocolError);
    }),
  );
});
