import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jpegSize } from './jpeg-size.ts';

const stream = readFileSync(new URL('testing/corpus/bare-jpeg.bin', import.meta.url));

test('the size of what jpegenc made', () => {
  expect(jpegSize(stream)).toEqual({ width: 16, height: 16 });
});

test('markers may be filled up, and restart markers have no length', () => {
  const filled = Buffer.concat([stream.subarray(0, 2), Buffer.from([0xff, 0xff, 0xff, 0xd0]), stream.subarray(2)]);
  expect(jpegSize(filled)).toEqual({ width: 16, height: 16 });
});

test.each(['', 'ff', 'ffd8', 'ffd8ffd9', 'ffd8ffda0002', 'ffd8ffc0000b08', 'ffd8ffc00011080000000003', '89504e47'])(
  'no JPEG: %s',
  (bytes) => {
    expect(jpegSize(Buffer.from(bytes, 'hex'))).toBeUndefined();
  },
);

test('any bytes have a size or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      const size = jpegSize(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), tail]));
      expect(size === undefined || (size.width > 0 && size.height > 0)).toBe(true);
    }),
  );
});
