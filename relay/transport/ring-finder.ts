/**
 * Finds the file that a page offers to share: in the profiles of browsers that the relay knows of, by the nonce that stands in
 * it. Nothing else is read, and no path ever comes from the page (docs/PROTOCOL.md, rules 37 and 38).
 */
import { timingSafeEqual } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { RING_ALIGNMENT_BYTES, RING_NONCE_BYTES, type RingLayout } from '../../shared/wire/ring.ts';
import { RingFile } from './ring-file.ts';

/** What a page offers. */
export interface RingOffer extends RingLayout {
  /** What stands at the file's beginning, in hexadecimal. */
  readonly nonce: string;
}

export interface RingFinderOptions {
  /** Folders of browsers' profiles, as they are at the time. */
  profiles(): Promise<readonly string[]>;
  /** Whether pipelines can map files. */
  readonly canMap: boolean;
}

/** Where Chromium keeps origin-private files in a profile folder; each name of one level. */
const PLACE = [/^/, /^File System$/, /^\d+$/, /^t$/, /^\d+$/, /^\d+$/];
/** Most names that are looked at: a person's own profile may have many sites' files. */
const MAX_NAMES = 50_000;
const OPEN_FLAGS = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export class RingFinder {
  readonly #options: RingFinderOptions;

  constructor(options: RingFinderOptions) {
    this.#options = options;
  }

  /** The page's file, which no other session gets from now on; undefined where it is not found or has no room to grow. Never rejects. */
  async claim(offer: RingOffer): Promise<RingFile | undefined> {
    try {
      const nonce = Buffer.from(offer.nonce, 'hex');
      for (const profile of await this.#options.profiles()) {
        for (const file of await candidates(profile)) {
          const fd = openIfNamed(file, nonce);
          if (fd !== undefined) return await RingFile.take({ path: file, fd }, offer, this.#options.canMap);
        }
      }
    } catch {
      // The frames come over the socket then.
    }
    return undefined;
  }
}

/** The files in a profile that may be it by their place, size and kind. */
async function candidates(profile: string): Promise<string[]> {
  let paths = [profile];
  let seen = 0;
  for (const name of PLACE) {
    const next = [];
    for (const folder of paths) {
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        if (++seen > MAX_NAMES) return [];
        const isFile = name === PLACE.at(-1);
        if ((isFile ? entry.isFile() : entry.isDirectory()) && name.test(entry.name))
          next.push(path.join(folder, entry.name));
      }
    }
    paths = next;
  }
  const sizes = await Promise.all(
    paths.map((file) =>
      lstat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return paths.filter((_, index) => sizes[index] === RING_ALIGNMENT_BYTES);
}

/** Opens `file` if it begins with `nonce`. */
function openIfNamed(file: string, nonce: Buffer): number | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(file, OPEN_FLAGS);
    const { size, uid } = fstatSync(fd);
    const found = Buffer.alloc(RING_NONCE_BYTES);
    readSync(fd, found, 0, RING_NONCE_BYTES, 0);
    const isIt = size === RING_ALIGNMENT_BYTES && uid === process.getuid?.() && timingSafeEqual(found, nonce);
    if (isIt) return fd;
  } catch {
    // Gone meanwhile, or another user's.
  }
  if (fd !== undefined) closeSync(fd);
  return undefined;
}
