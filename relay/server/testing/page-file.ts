/** A file of frames as a page makes it in its browser's profile. */
import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { StartMessage } from '../../../shared/wire/messages.ts';
import { RING_ALIGNMENT_BYTES, RING_NONCE_BYTES, ringBytes, slotOffset } from '../../../shared/wire/ring.ts';

const LAYOUT = { slots: 5, slotBytes: 3 * RING_ALIGNMENT_BYTES } as const;

/** A profile folder in `parent` that is gone with the test. */
export function makeTestProfile(parent: string): string {
  const profile = mkdtempSync(path.join(parent, 'reelay-test-profile-'));
  onTestFinished(() => rmSync(profile, { recursive: true, force: true }));
  return profile;
}

export class PageFile {
  readonly nonce = randomBytes(RING_NONCE_BYTES).toString('hex');
  readonly path: string;
  readonly #fd: number;

  /** @param number that Chromium would give it: one digit */
  constructor(profile: string, number = 0) {
    const folder = path.join(profile, 'Default/File System/000/t/00');
    mkdirSync(folder, { recursive: true });
    this.path = path.join(folder, `0000000${number}`);
    this.#fd = openSync(this.path, 'w+');
    onTestFinished(() => closeSync(this.#fd));
    writeSync(this.#fd, Buffer.from(this.nonce, 'hex'));
    ftruncateSync(this.#fd, RING_ALIGNMENT_BYTES);
  }

  get offer(): NonNullable<StartMessage['ring']> {
    return { nonce: this.nonce, ...LAYOUT };
  }

  /** What stands where the nonce was, and where the proof stands, in hexadecimal. */
  get head(): { readonly nonce: string; readonly proof: string } {
    const bytes = Buffer.alloc(2 * RING_NONCE_BYTES);
    readSync(this.#fd, bytes, 0, bytes.length, 0);
    return {
      nonce: bytes.toString('hex', 0, RING_NONCE_BYTES),
      proof: bytes.toString('hex', RING_NONCE_BYTES),
    };
  }

  /** Makes it as long as it was offered, or any other length. */
  grow(bytes = ringBytes(LAYOUT)): void {
    ftruncateSync(this.#fd, bytes);
  }

  write(slot: number, pixels: Uint8Array): void {
    writeSync(this.#fd, pixels, 0, pixels.byteLength, slotOffset(slot, LAYOUT.slotBytes));
  }
}
