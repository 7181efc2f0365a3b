/** Looks at an MP4 or QuickTime file's outermost boxes (ISO 14496-12, 4.2). */
import { type FileHandle, open } from 'node:fs/promises';

const HEADER_BYTES = 16;
/** A fragment a second, two boxes each: enough for more than a day. */
const MAX_BOXES = 200_000;

/**
 * Whether the file still consists of fragments. mp4mux takes them away when it finalises, so that one that has them was
 * cut off, and its header speaks of the first fragment only. False for other kinds of file.
 */
export async function hasFragments(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    let at = 0;
    for (let box = 0; box < MAX_BOXES; box++) {
      const header = await readHeader(file, at);
      if (!header || (box === 0 && header.type !== 'ftyp')) return false;
      if (header.type === 'moof') return true;
      at += header.bytes;
    }
    return false;
  } finally {
    await file.close();
  }
}

async function readHeader(file: FileHandle, at: number): Promise<{ type: string; bytes: number } | undefined> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, at);
  if (bytesRead < 8) return undefined;
  const type = buffer.toString('latin1', 4, 8);
  const short = buffer.readUInt32BE(0);
  // 1: the size follows as 64 bits. 0: to the end of the file. Less than a header is damage.
  const bytes = short === 1 && bytesRead === HEADER_BYTES ? Number(buffer.readBigUInt64BE(8)) : short;
  return bytes < 8 ? undefined : { type, bytes };
}
