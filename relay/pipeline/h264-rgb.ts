/**
 * Names the matrix of an H.264 file whose three planes are green, blue and red. GStreamer 1.22 refuses to speak of RGB in
 * a format with luma, so that the encoder was told BT.709; all else it wrote is as it should be.
 * Source: ITU-T H.264, E.1.1 (VUI); ISO/IEC 14496-15, 5.3.3.1 (avcC).
 */
import { type FileHandle, open } from 'node:fs/promises';
import { type Box, outermostBoxes, readAt } from './mp4-boxes.ts';

const CONFIGURATION = 'avcC';
/** From the box's type to the length of its one sequence parameter set, and to the set itself. */
const LENGTH_OFFSET = 10;
const SET_OFFSET = 12;
/** Primaries of BT.709, transfer of sRGB, matrix of BT.709, a byte each, at any bit of the set. */
const DESCRIPTION = 0x01_0d_01;
const DESCRIPTION_BITS = 24;
const MATRIX_BITS = 8;
/** A header beyond this is no recording's. */
const MAX_HEADER_BYTES = 256 * 1024 * 1024;

/** Marks the MP4 at `path` as RGB; changes nothing in one that is marked already. */
export async function markRgb(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    for await (const box of outermostBoxes(file)) if (box.type === 'moov') await markHeader(file, box);
  } finally {
    await file.close();
  }
}

async function markHeader(file: FileHandle, { contentAt, end }: Box): Promise<void> {
  if (end - contentAt > MAX_HEADER_BYTES) return;
  const header = await readAt(file, contentAt, end - contentAt);
  for (let at = header.indexOf(CONFIGURATION); at >= 0; at = header.indexOf(CONFIGURATION, at + 1)) {
    if (at + SET_OFFSET > header.length) return;
    const set = header.subarray(at + SET_OFFSET, at + SET_OFFSET + header.readUInt16BE(at + LENGTH_OFFSET));
    if (nameRgb(set)) await file.write(set, 0, set.length, contentAt + at + SET_OFFSET);
  }
}

/**
 * Sets the matrix in `set` to 0, which is RGB; false where the description is not there. Seven bits before it and one
 * behind it are never all zero, so that no start code can come of it.
 */
function nameRgb(set: Buffer): boolean {
  const bit = (at: number): number => ((set[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
  let window = 0;
  for (let at = 0; at < set.length * 8; at++) {
    window = ((window << 1) | bit(at)) & (2 ** DESCRIPTION_BITS - 1);
    if (at + 1 < DESCRIPTION_BITS || window !== DESCRIPTION) continue;
    for (let matrix = at - MATRIX_BITS + 1; matrix <= at; matrix++) {
      const place = matrix >> 3;
      set[place] = (set[place] ?? 0) & ~(1 << (7 - (matrix & 7)));
    }
    return true;
  }
  return false;
}
