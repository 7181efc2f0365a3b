/** A file of slots in shared memory, as a page's is, that goes away with the test. */
import { closeSync, ftruncateSync, openSync, readdirSync, unlinkSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { onTestFinished } from 'vitest';
import { SHARED_MEMORY, temporaryPath } from '../../system/shared-memory.ts';
import type { RingArea, RingSlot } from '../ring-area.ts';

const PAGE_BYTES = 4096;

export class TestRing {
  readonly area: RingArea;
  readonly #fd: number;
  readonly #slotBytes: number;

  constructor(slots: number, frameBytes: number) {
    this.#slotBytes = Math.ceil(frameBytes / PAGE_BYTES) * PAGE_BYTES;
    const path = temporaryPath();
    this.#fd = openSync(path, 'wx+');
    // Like a page's file it begins with something else.
    const bytes = PAGE_BYTES + slots * this.#slotBytes;
    ftruncateSync(this.#fd, bytes);
    this.area = { name: `/${basename(path)}`, bytes };
    onTestFinished(() => {
      closeSync(this.#fd);
      unlinkSync(path);
    });
  }

  /** Writes `pixels` into a slot. */
  write(index: number, pixels: Uint8Array): RingSlot {
    const offset = PAGE_BYTES + index * this.#slotBytes;
    writeSync(this.#fd, pixels, 0, pixels.byteLength, offset);
    return { area: this.area, offset, bytes: pixels.byteLength };
  }

  /** Names of what this process has in shared memory besides. */
  others(): string[] {
    const own = basename(this.area.name);
    return readdirSync(SHARED_MEMORY).filter((name) => name.startsWith(`reelay..${process.pid}.`) && name !== own);
  }
}
