/**
 * A file in shared memory for what stands between frames, and for frames that lie in no file yet. It is the relay's own: a
 * page can write its own frames at any time, and must not be able to write caps, events or times.
 */
import { constants, ftruncateSync, writeSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { MAX_FRAME_BYTES } from '../../shared/wire/limits.ts';
import { temporaryPath } from '../system/shared-memory.ts';

/** Bytes that are in use. */
interface Taken {
  readonly offset: number;
  readonly end: number;
}

/** Places begin at multiples of it, so that no two share a cache line. */
const ALIGNMENT_BYTES = 64;
/** Room is address space: memory is taken where something is written, and the lowest free place is always the next. */
const ROOM_BYTES = 4 * MAX_FRAME_BYTES;

export class PacketArea {
  /** Name as `shm_open` takes it. */
  readonly name: string;
  readonly bytes: number;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #from: number;
  /** By offset. */
  readonly #taken: Taken[] = [];
  #isNamed = true;

  private constructor(path: string, file: FileHandle, from: number) {
    this.name = `/${basename(path)}`;
    this.#path = path;
    this.#file = file;
    this.#from = align(from);
    this.bytes = this.#from + ROOM_BYTES;
    ftruncateSync(file.fd, this.bytes);
  }

  /** @param from offsets below it are not used: acknowledgements name offsets only, so no two files may share them */
  static async create(from: number): Promise<PacketArea> {
    const path = temporaryPath();
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    return new PacketArea(path, await open(path, flags, 0o600), from);
  }

  /** A place for `bytes`: its offset; undefined while there is none. */
  take(bytes: number): number | undefined {
    let offset = this.#from;
    let index = 0;
    for (const taken of this.#taken) {
      if (taken.offset - offset >= bytes) break;
      offset = taken.end;
      index++;
    }
    if (offset + bytes > this.bytes) return undefined;
    this.#taken.splice(index, 0, { offset, end: align(offset + bytes) });
    return offset;
  }

  /** The place at `offset` may be written again. */
  release(offset: number): void {
    const index = this.#taken.findIndex((taken) => taken.offset === offset);
    if (index >= 0) this.#taken.splice(index, 1);
  }

  /** Writes a few bytes at a place that was taken. */
  write(bytes: Uint8Array, offset: number): void {
    assertWhole(writeSync(this.#file.fd, bytes, 0, bytes.byteLength, offset), bytes.byteLength);
  }

  /** Writes a frame's pieces at a place that was taken, off this thread. */
  async copy(pieces: readonly Uint8Array[], bytes: number, offset: number): Promise<void> {
    const { bytesWritten } = await this.#file.writev(pieces, offset);
    assertWhole(bytesWritten, bytes);
  }

  /** Takes the name away: who has opened the file keeps it, and if this process is killed, nothing is left behind. */
  async unlink(): Promise<void> {
    if (!this.#isNamed) return;
    this.#isNamed = false;
    await unlink(this.#path).catch(() => undefined);
  }

  /** Waits for copies under way. */
  async close(): Promise<void> {
    await Promise.all([this.unlink(), this.#file.close()]);
  }
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

function assertWhole(written: number, bytes: number): void {
  if (written < bytes) throw new Error(`only ${written} of ${bytes} bytes had room in shared memory`);
}
