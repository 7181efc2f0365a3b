import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFrameHeader, FRAME_HEADER_BYTES } from '../../shared/wire/frame.ts';
import { TILE_BYTES, tileMapBytes, unpackTiles } from '../../shared/wire/tiles.ts';
import { TileWriter } from './tile-writer.ts';

const TILES = 40;
const FIELDS = { sequence: 5, ptsNs: 1, durationNs: 2, payloadBytes: TILES * TILE_BYTES };

it('whatever changes, the relay can make each frame of what it has and what it is sent', () => {
  const frame = fc.record({ changed: fc.array(fc.nat({ max: TILES - 1 }), { maxLength: TILES }), isNew: fc.boolean() });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
      const writer = new TileWriter();
      let geometryId = 0;
      let sentId = 0;
      let has: Uint8Array | undefined;
      let now = new Uint8Array(TILES * TILE_BYTES);
      for (const { changed, isNew } of frames) {
        if (isNew) geometryId++;
        now = now.slice();
        for (const tile of changed) now[tile * TILE_BYTES + 7] = ((now[tile * TILE_BYTES + 7] ?? 0) + 1) & 0xff;
        const message = has && writer.write({ pixels: has, geometryId: sentId }, now, { ...FIELDS, geometryId });
        sentId = geometryId;
        if (message) {
          expect(isNew).toBe(false);
          expect(decodeFrameHeader(message, message.length)).toMatchObject({ kind: 'tiles', sequence: 5, geometryId });
          has = unpackTiles([has ?? new Uint8Array()], [message.subarray(FRAME_HEADER_BYTES)], now.length);
        } else {
          has = now;
        }
        expect(Buffer.compare(has, now)).toBe(0);
      }
    }),
  );
});

it('sends a few tiles as tiles, and a frame that has changed all over as it is', () => {
  const writer = new TileWriter();
  const header = { ...FIELDS, geometryId: 0 };
  const first = { pixels: new Uint8Array(TILES * TILE_BYTES), geometryId: 0 };
  const second = first.pixels.slice();
  second[3 * TILE_BYTES] = 1;
  const bytes = FRAME_HEADER_BYTES + tileMapBytes(second.length) + TILE_BYTES;
  expect(writer.write(first, second, header)).toHaveLength(bytes);
  const third = second.map(() => 7);
  expect(writer.write(first, third, header)).toBeUndefined();
});
