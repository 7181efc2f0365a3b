import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import { changedShare, packTiles, TILE_BYTES, tileMapBytes, unpackTiles } from './tiles.ts';

/** Bytes that begin where those of a frame's message do. */
function placed(bytes: Uint8Array): Uint8Array {
  const place = new Uint8Array(40 + bytes.length).subarray(40);
  place.set(bytes);
  return place;
}

/** `bytes` in pieces whose ends lie at `cuts`, empty ones included. */
function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function noise(length: number, seed: number): Uint8Array {
  let state = seed | 1;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    return state >>> 24;
  });
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });
/** A frame's length, its seed, and which of its bytes change. */
const frames = fc.record({
  length: fc.integer({ min: 1, max: 20 * TILE_BYTES }),
  seed: fc.integer(),
  changes: fc.array(fc.nat(), { maxLength: 12 }),
});

function pair({ length, seed, changes }: { length: number; seed: number; changes: readonly number[] }): {
  before: Uint8Array;
  now: Uint8Array;
} {
  const before = placed(noise(length, seed));
  const now = placed(before);
  for (const at of changes) now[at % length] = (now[at % length] ?? 0) ^ 0xff;
  return { before, now };
}

it('any frame comes out of the one before it and its tiles, bit for bit, in whatever pieces both lie (rule 42)', () => {
  fc.assert(
    fc.property(frames, cuts, cuts, (frame, cutsBefore, cutsPacked) => {
      const { before, now } = pair(frame);
      const target = new Uint8Array(tileMapBytes(now.length) + now.length);
      const bytes = packTiles(before, now, target) ?? -1;
      const tiles = new Set(
        frame.changes
          .map((at) => Math.floor((at % frame.length) / TILE_BYTES))
          .filter((tile) => {
            const end = Math.min((tile + 1) * TILE_BYTES, frame.length);
            return Buffer.compare(before.subarray(tile * TILE_BYTES, end), now.subarray(tile * TILE_BYTES, end)) !== 0;
          }),
      );
      expect(bytes).toBeLessThanOrEqual(tileMapBytes(now.length) + tiles.size * TILE_BYTES);
      expect(bytes > tileMapBytes(now.length)).toBe(tiles.size > 0);
      const old = Buffer.from(before);
      const made = unpackTiles(cut(before, cutsBefore), cut(target.subarray(0, bytes), cutsPacked), now.length);
      expect(Buffer.compare(made, now)).toBe(0);
      expect(Buffer.compare(before, old)).toBe(0);
    }),
    { numRuns: 500 },
  );
});

it('what does not fit is given up', () => {
  fc.assert(
    fc.property(frames, fc.nat(), (frame, room) => {
      const { before, now } = pair(frame);
      const map = tileMapBytes(now.length);
      const whole = packTiles(before, now, new Uint8Array(map + now.length)) ?? -1;
      const target = new Uint8Array(map + (room % (now.length + 1)));
      expect(packTiles(before, now, target)).toBe(whole <= target.length ? whole : undefined);
    }),
  );
});

it('the share that changed is told from some of the tiles, wherever they are', () => {
  const tiles = 5000;
  const before = placed(noise(tiles * TILE_BYTES, 1));
  for (const isChanged of [() => false, (tile: number) => tile % 3 === 0, (tile: number) => tile < 2000, () => true]) {
    const now = placed(before);
    const changed = Array.from({ length: tiles }, (_, tile) => tile).filter(isChanged);
    for (const tile of changed) now.set(noise(TILE_BYTES, tile), tile * TILE_BYTES);
    expect(Math.abs(changedShare(before, now) - changed.length / tiles)).toBeLessThan(0.05);
  }
});

it('any bytes at all make a frame of its size, or a ProtocolError (rule 42)', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 * TILE_BYTES }),
      fc.uint8Array({ maxLength: 3 * TILE_BYTES }),
      fc.boolean(),
      cuts,
      (length, packed, isNearly, places) => {
        // Nearly: a map with few bits, so that some have as many tiles as they ask for.
        if (isNearly) packed.fill(0, 0, tileMapBytes(length));
        try {
          expect(unpackTiles([new Uint8Array(length)], cut(packed, places), length)).toHaveLength(length);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          expect(error).toMatchObject({ code: 'PROTOCOL_MALFORMED' });
        }
      },
    ),
    { numRuns: 1000 },
  );
});

it.each([
  ['nothing', '', false],
  ['no tile', '00', true],
  ['a tile that is missing', '01', false],
  ['the last tile, which is shorter', '02aabbcc', true],
  ['the last tile a byte too long', '02aabbccdd', false],
  ['a tile beyond the end', '04', false],
  ['a tile that nobody asked for', '00aabbcc', false],
])('of a frame of two tiles, %s (rule 42)', (_name, hex, isValid) => {
  const frameBytes = TILE_BYTES + 3;
  const unpack = (): Uint8Array => unpackTiles([new Uint8Array(frameBytes)], [Buffer.from(hex, 'hex')], frameBytes);
  if (isValid) expect(unpack()).toHaveLength(frameBytes);
  else expect(unpack).toThrow(ProtocolError);
});
