/**
 * Writes the colour into a finished ProRes file's frames. `avenc_prores_ks` leaves it "unspecified" there, and decoders
 * believe a frame before they believe its container: without this they would take BT.709 for BT.601.
 * Source: SMPTE RDD 36, frame header; ISO/IEC 14496-12, boxes.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { outermostBoxes, readAt } from './mp4-boxes.ts';

/** What is read of a frame: its size, `icpf`, and the frame header up to its colour. */
const FRAME_START_BYTES = 25;
const FRAME_MARK = 'icpf';
/** Primaries, transfer and matrix stand side by side here. */
const COLOUR_OFFSET = 22;
const BT709 = Uint8Array.of(1, 1, 1);

/** Marks every frame of the QuickTime file at `path` as BT.709; changes nothing in a file that holds no ProRes. */
export async function markProResColour(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    for await (const { type, contentAt, end } of outermostBoxes(file))
      if (type === 'mdat') await markFrames(file, contentAt, end);
  } finally {
    await file.close();
  }
}

/** Frames lie one after the other, each beginning with its size. */
async function markFrames(file: FileHandle, from: number, end: number): Promise<void> {
  for (let at = from; at + FRAME_START_BYTES <= end; ) {
    const start = await readAt(file, at, FRAME_START_BYTES);
    if (start.length < FRAME_START_BYTES || start.toString('latin1', 4, 8) !== FRAME_MARK) return;
    await file.write(BT709, 0, BT709.length, at + COLOUR_OFFSET);
    at += Math.max(FRAME_START_BYTES, start.readUInt32BE(0));
  }
}
