import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SamePicture } from './same-picture.ts';

/** Bytes that begin where those of a frame's message do. */
function placed(bytes: readonly number[]): Uint8Array {
  const place = new Uint8Array(40 + bytes.length).subarray(40);
  place.set(bytes);
  return place;
}

it('a picture is the same exactly where every byte is, whatever was compared before', () => {
  const same = new SamePicture();
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 255 }), { maxLength: 100 }), fc.array(fc.nat({ max: 99 })), (bytes, changes) => {
      const now = placed(bytes);
      for (const at of changes) if (at < now.length) now[at] = (now[at] ?? 0) ^ 0x80;
      const before = placed(bytes);
      expect(same.holds(before, now)).toBe(Buffer.compare(before, now) === 0);
    }),
    { numRuns: 1000 },
  );
});

it('one changed byte is seen wherever it is', () => {
  const bytes = Array.from({ length: 61 }, (_, index) => index);
  const same = new SamePicture();
  const before = placed(bytes);
  for (let at = bytes.length - 1; at >= 0; at--) {
    const now = placed(bytes);
    now[at] = 255;
    expect(same.holds(before, now), `byte ${at}`).toBe(false);
    expect(same.holds(before, placed(bytes))).toBe(true);
  }
});
