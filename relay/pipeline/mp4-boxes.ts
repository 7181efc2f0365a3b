/** Walks an MP4 or QuickTime file's outermost boxes (ISO 14496-12, 4.2). */
import { type FileHandle, open } from 'node:fs/promises';

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
/** A fragment a second, two boxes each: enough for more than a day. */
const MAX_BOXES = 200_000;

export interface Box {
  readonly type: string;
  /** Where what is in it begins and ends, bytes from the file's start. */
  readonly contentAt: number;
  readonly end: number;
}

/** The outermost boxes of `file`, up to where there are none, as at the end of a file whose writer was killed. */
export async function* outermostBoxes(file: FileHandle): AsyncGenerator<Box> {
  const { size } = await file.stat();
  for (let at = 0, count = 0; at + HEADER_BYTES <= size && count < MAX_BOXES; count++) {
    const box = await readBox(file, at, size);
    if (!box) return;
    yield box;
    at = box.end;
  }
}

/**
 * Whether the file still consists of fragments. mp4mux takes them away when it finalises, so that one that has them was
 * cut off, and its header speaks of the first fragment only. False for other kinds of file.
 */
export async function hasFragments(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    let isFirst = true;
    for await (const { type } of outermostBoxes(file)) {
      if (isFirst && type !== 'ftyp') return false;
      if (type === 'moof') return true;
      isFirst = false;
    }
    return false;
  } finally {
    await file.close();
  }
}

/** `length` bytes at `at`, or as many as there are. */
export async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

async function readBox(file: FileHandle, at: number, fileBytes: number): Promise<Box | undefined> {
  const bytes = await readAt(file, at, LARGE_HEADER_BYTES);
  if (bytes.length < HEADER_BYTES) return undefined;
  const type = bytes.toString('latin1', 4, 8);
  const short = bytes.readUInt32BE(0);
  // 1: the size follows as 64 bits. 0: to the end of the file. Less than a header is damage.
  if (short === 1 && bytes.length < LARGE_HEADER_BYTES) return undefined;
  const length = short === 0 ? fileBytes - at : short === 1 ? Number(bytes.readBigUInt64BE(HEADER_BYTES)) : short;
  const headerBytes = short === 1 ? LARGE_HEADER_BYTES : HEADER_BYTES;
  return length < headerBytes
    ? undefined
    : { type, contentAt: at + headerBytes, end: Math.min(at + length, fileBytes) };
}
