/** Looks into animated WebP files, which neither GStreamer 1.22 nor ffmpeg 5 reads. Source: RFC 9649, 2. */
import { copyFile, type FileHandle, open, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { readAt } from './mp4-boxes.ts';

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
/** Place, size, duration and flags of a frame, before its own chunks. */
const FRAME_HEADER_BYTES = 16;
const DURATION_OFFSET = 12;
const ALPHA_FLAG = 0x10;
/** No frame of the largest picture is near this. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024;

interface Chunk {
  readonly type: string;
  readonly contentAt: number;
  readonly bytes: number;
}

/** Writes the first picture as a WebP of its own; returns how long all of them last, ns. Throws FILE_UNREADABLE. */
export async function writeFirstPicture(path: string, outPath: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    let milliseconds = 0;
    let isStill = false;
    let first: Chunk | undefined;
    for await (const chunk of chunks(file)) {
      // Where all pictures were the same, libwebp wrote one that does not move.
      isStill ||= chunk.type === 'VP8 ' || chunk.type === 'VP8L';
      if (chunk.type !== 'ANMF') continue;
      first ??= chunk;
      milliseconds += (await readAt(file, chunk.contentAt + DURATION_OFFSET, 3)).readUIntLE(0, 3);
    }
    if (isStill) {
      await copyFile(path, outPath);
      return 0;
    }
    if (!first || first.bytes > MAX_FRAME_BYTES)
      throw new ReelayError('FILE_UNREADABLE', { cause: 'it has no frames', file: basename(path) });
    await writeFile(outPath, stillOf(await readAt(file, first.contentAt, first.bytes)));
    return milliseconds * 1e6;
  } finally {
    await file.close();
  }
}

async function* chunks(file: FileHandle): AsyncGenerator<Chunk> {
  const { size } = await file.stat();
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= size; ) {
    const header = await readAt(file, at, CHUNK_HEADER_BYTES);
    const bytes = header.readUInt32LE(4);
    yield { type: header.toString('latin1', 0, 4), contentAt: at + CHUNK_HEADER_BYTES, bytes };
    at += CHUNK_HEADER_BYTES + bytes + (bytes & 1);
  }
}

/** A frame's own chunks behind a header that says what is in them. */
function stillOf(frame: Buffer): Buffer {
  const extended = Buffer.alloc(CHUNK_HEADER_BYTES + 10);
  extended.write('VP8X', 0, 'latin1');
  extended.writeUInt32LE(10, 4);
  extended[CHUNK_HEADER_BYTES] = ALPHA_FLAG;
  // Width and height, less one, as the frame has them.
  frame.copy(extended, CHUNK_HEADER_BYTES + 4, 6, 12);
  const body = Buffer.concat([extended, frame.subarray(FRAME_HEADER_BYTES)]);
  const riff = Buffer.alloc(RIFF_HEADER_BYTES);
  riff.write('RIFF', 0, 'latin1');
  riff.writeUInt32LE(4 + body.length, 4);
  riff.write('WEBP', 8, 'latin1');
  return Buffer.concat([riff, body]);
}
