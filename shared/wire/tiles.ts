/**
 * A frame as what has changed since the one before it (docs/PROTOCOL.md, rule 42): a map with a bit for each tile, then the
 * tiles that changed. A tile is a run of bytes, whatever the pixel format: in RGB, 64 pixels of one line.
 */
import { firstDifference, isSameTail, WORD_BYTES } from '../words.ts';
import { malformed } from './schema.ts';

/** Bytes of a tile; the last one of a frame may have fewer. */
export const TILE_BYTES = 256;

/** Tiles that `changedShare` looks at, and the part of the frame that lies between one and the next: spread evenly, in no line. */
const SAMPLES = 256;
const SAMPLE_STEP = (Math.sqrt(5) - 1) / 2;

const WORDS_PER_TILE = TILE_BYTES / WORD_BYTES;

/** Bytes of the map of a frame of `frameBytes`. */
export function tileMapBytes(frameBytes: number): number {
  return Math.ceil(tilesOf(frameBytes) / 8);
}

/** About which part of the tiles differs between two frames of one size, from 0 to 1: some of them are looked at. */
export function changedShare(before: Uint8Array, now: Uint8Array): number {
  const [a, b] = [wholeTiles(before), wholeTiles(now)];
  const tiles = a.length / WORDS_PER_TILE;
  let changed = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const tile = Math.floor(((sample * SAMPLE_STEP) % 1) * tiles);
    if (tiles > 0 && !isSameTile(a, b, tile * WORDS_PER_TILE)) changed++;
  }
  return changed / SAMPLES;
}

/**
 * Writes what differs between two frames of one size into `target`; returns how many bytes that are, or undefined where
 * they are more than it has. Frames begin at a multiple of eight bytes in their memory; `target` holds a map at least.
 */
export function packTiles(before: Uint8Array, now: Uint8Array, target: Uint8Array): number | undefined {
  const [a, b] = [wholeTiles(before), wholeTiles(now)];
  const mapBytes = tileMapBytes(now.byteLength);
  target.fill(0, 0, mapBytes);
  let bytes = mapBytes;
  /** Tiles that changed and lie side by side are copied at once. */
  let runStart = 0;
  let runEnd = 0;
  const endRun = (): boolean => {
    const run = now.subarray(runStart * TILE_BYTES, runEnd * TILE_BYTES);
    if (bytes + run.byteLength > target.byteLength) return false;
    target.set(run, bytes);
    bytes += run.byteLength;
    return true;
  };
  for (let tile = 0; tile < tilesOf(now.byteLength); tile++) {
    const word = tile * WORDS_PER_TILE;
    if (word < a.length ? isSameTile(a, b, word) : isSameTail(before, now, tile * TILE_BYTES)) continue;
    target[tile >> 3] = (target[tile >> 3] ?? 0) | (1 << (tile & 7));
    if (tile !== runEnd) {
      if (!endRun()) return undefined;
      runStart = tile;
    }
    runEnd = tile + 1;
  }
  return endRun() ? bytes : undefined;
}

/** A frame's words as far as there are whole tiles of them. */
function wholeTiles({ buffer, byteOffset, byteLength }: Uint8Array): BigInt64Array {
  return new BigInt64Array(buffer, byteOffset, Math.floor(byteLength / TILE_BYTES) * WORDS_PER_TILE);
}

function isSameTile(a: BigInt64Array, b: BigInt64Array, from: number): boolean {
  const end = from + WORDS_PER_TILE;
  return firstDifference(a, b, from, end) === end;
}

/**
 * The frame of `frameBytes` that `packed` makes of the one before it, in memory of its own. Both come in pieces.
 * Throws ProtocolError, before memory is taken, where there are more or fewer bytes than the map asks for.
 */
export function unpackTiles(
  before: readonly Uint8Array[],
  packed: readonly Uint8Array[],
  frameBytes: number,
): Uint8Array<ArrayBuffer> {
  const pieces = new PieceReader(packed);
  const map = new Uint8Array(tileMapBytes(frameBytes));
  pieces.read(map);
  const runs = changedRuns(map, frameBytes);
  const changed = runs.reduce((sum, [from, to]) => sum + to - from, 0);
  if (changed !== pieces.left) {
    throw malformed(`a frame's map asks for ${changed} bytes of tiles, and ${pieces.left} came`);
  }
  const frame = new Uint8Array(frameBytes);
  new PieceReader(before).read(frame);
  for (const [from, to] of runs) pieces.read(frame.subarray(from, to));
  return frame;
}

/** Where the tiles lie whose bits are set, in bytes, those side by side as one. Throws ProtocolError for bits of no tile. */
function changedRuns(map: Uint8Array, frameBytes: number): (readonly [from: number, to: number])[] {
  const runs: [from: number, to: number][] = [];
  for (let index = 0; index < map.byteLength; index++) {
    const bits = map[index] ?? 0;
    for (let bit = 0; bits >> bit !== 0; bit++) {
      if (((bits >> bit) & 1) === 0) continue;
      const from = (index * 8 + bit) * TILE_BYTES;
      if (from >= frameBytes) throw malformed("a frame's map has tiles beyond its end");
      const to = Math.min(from + TILE_BYTES, frameBytes);
      const last = runs.at(-1);
      if (last?.[1] === from) last[1] = to;
      else runs.push([from, to]);
    }
  }
  return runs;
}

function tilesOf(frameBytes: number): number {
  return Math.ceil(frameBytes / TILE_BYTES);
}

/** Reads on and on from bytes that lie in pieces. */
class PieceReader {
  readonly #pieces: readonly Uint8Array[];
  #piece = 0;
  #offset = 0;
  /** Bytes that are not read yet. */
  left: number;

  constructor(pieces: readonly Uint8Array[]) {
    this.#pieces = pieces;
    this.left = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Fills `target`. Throws ProtocolError where fewer bytes are left. */
  read(target: Uint8Array): void {
    if (target.byteLength > this.left) throw malformed(`${target.byteLength} bytes of a frame are missing`);
    this.left -= target.byteLength;
    for (let filled = 0; filled < target.byteLength; ) {
      const piece = this.#pieces[this.#piece] as Uint8Array;
      const part = piece.subarray(this.#offset, this.#offset + target.byteLength - filled);
      target.set(part, filled);
      filled += part.byteLength;
      this.#offset += part.byteLength;
      if (this.#offset === piece.byteLength) {
        this.#piece++;
        this.#offset = 0;
      }
    }
  }
}
