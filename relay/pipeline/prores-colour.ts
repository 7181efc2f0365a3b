/**
 * Writes the colour into a finished ProRes file's frames. `avenc_prores_ks` leaves it "unspecified" there, and decoders
 * believe a frame before they believe its container: without this they would take BT.709 for BT.601.
 * Source: SMPTE RDD 36, frame header; ISO/IEC 14496-12, boxes.
 */
import { type FileHandle, open } from 'node:fs/promises';

const BOX_HEADER_BYTES = 8;
const LARGE_BOX_HEADER_BYTES = 16;
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
    const { size } = await file.stat();
    for (let at = 0; at + BOX_HEADER_BYTES <= size; ) {
      const box = await readBox(file, at, size);
      if (!box) return;
      if (box.type === 'mdat') await markFrames(file, box.contentAt, box.end);
      at = box.end;
    }
  } finally {
    await file.close();
  }
}

interface Box {
  readonly type: string;
  readonly contentAt: number;
  readonly end: number;
}

/** The box at `at`; undefined where there is none, as at the end of a file whose writer was killed. */
async function readBox(file: FileHandle, at: number, fileBytes: number): Promise<Box | undefined> {
  const bytes = await readAt(file, at, LARGE_BOX_HEADER_BYTES);
  if (bytes.length < BOX_HEADER_BYTES) return undefined;
  const type = bytes.toString('latin1', 4, 8);
  const short = bytes.readUInt32BE(0);
  if (short === 1 && bytes.length < LARGE_BOX_HEADER_BYTES) return undefined;
  const length = short === 0 ? fileBytes - at : short === 1 ? Number(bytes.readBigUInt64BE(BOX_HEADER_BYTES)) : short;
  const headerBytes = short === 1 ? LARGE_BOX_HEADER_BYTES : BOX_HEADER_BYTES;
  return length < headerBytes
    ? undefined
    : { type, contentAt: at + headerBytes, end: Math.min(at + length, fileBytes) };
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

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
