/** A page's file of frames in the relay's hands: proven, linked where GStreamer can map it, read, and let go. */
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, lstatSync, readSync, rmSync, writeSync } from 'node:fs';
import { link } from 'node:fs/promises';
import path from 'node:path';
import { malformed } from '../../shared/wire/schema.ts';
import { RING_NONCE_BYTES, ringBytes, type RingLayout } from '../../shared/wire/ring.ts';
import type { RingArea } from '../pipeline/ring-area.ts';
import { freeBytes } from '../system/free-bytes.ts';
import { temporaryPath } from '../system/shared-memory.ts';

/** Left free for others where the file grows to its full size. */
const MARGIN_BYTES = 16 * 1024 * 1024;

interface OpenFile {
  readonly path: string;
  readonly fd: number;
}

export class RingFile {
  readonly layout: RingLayout;
  /** What the relay wrote into the file, in hexadecimal. */
  readonly proof: string;
  /** Where pipelines map it; undefined where the profile lies on another file system: it is read then. */
  readonly area: RingArea | undefined;
  readonly #bytes: number;
  readonly #fd: number;
  readonly #link: string | undefined;
  #isClosed = false;

  private constructor(fd: number, layout: RingLayout, proof: Buffer, linked: string | undefined) {
    this.layout = { slots: layout.slots, slotBytes: layout.slotBytes };
    this.proof = proof.toString('hex');
    this.#bytes = ringBytes(layout);
    this.#fd = fd;
    this.#link = linked;
    this.area = linked === undefined ? undefined : { name: `/${path.basename(linked)}`, bytes: this.#bytes };
  }

  /**
   * Takes the file over; `fd` is closed where it cannot. Undefined where there is no room for all of it.
   * @param canMap whether pipelines can map it
   */
  static async take({ path: file, fd }: OpenFile, layout: RingLayout, canMap: boolean): Promise<RingFile | undefined> {
    let linked: string | undefined;
    try {
      const proof = randomBytes(RING_NONCE_BYTES);
      // The nonce is used up: whoever learns it later finds nothing by it.
      writeSync(fd, Buffer.concat([Buffer.alloc(RING_NONCE_BYTES), proof]), 0, 2 * RING_NONCE_BYTES, 0);
      if ((await freeBytes(file)) < ringBytes(layout) + MARGIN_BYTES) {
        closeSync(fd);
        return undefined;
      }
      if (canMap) linked = await linkInSharedMemory(file, fd);
      return new RingFile(fd, layout, proof, linked);
    } catch {
      closeSync(fd);
      return undefined;
    }
  }

  /**
   * Throws PROTOCOL_MALFORMED where the page has made its file shorter than it must be: what maps it would be killed.
   * One system call, on a file that is open.
   */
  demandWhole(): void {
    const { size } = fstatSync(this.#fd);
    if (size < this.#bytes) throw malformed(`the shared file has ${size} bytes instead of ${this.#bytes}`);
  }

  /** Fills `target` from `offset` on. Throws PROTOCOL_MALFORMED where the file ends before. */
  read(target: Uint8Array, offset: number): void {
    const bytes = this.#isClosed ? 0 : readSync(this.#fd, target, 0, target.byteLength, offset);
    if (bytes < target.byteLength) throw malformed(`the shared file ends at ${offset + bytes}, within a frame`);
  }

  /** Lets it go. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#fd);
    if (this.#link !== undefined) rmSync(this.#link, { force: true });
  }
}

/** A name for the file where `shm_open` finds it; undefined where that is another file system. */
async function linkInSharedMemory(file: string, fd: number): Promise<string | undefined> {
  const name = temporaryPath();
  try {
    await link(file, name);
  } catch {
    return undefined;
  }
  if (lstatSync(name).ino === fstatSync(fd).ino) return name;
  // Another file has taken the place since.
  rmSync(name);
  return undefined;
}
