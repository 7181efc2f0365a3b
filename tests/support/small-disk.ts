/** A disk that is soon full: a tmpfs of its own. Mounting takes root. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CHUNK_BYTES = 256 * 1024;

export class SmallDisk implements Disposable {
  readonly folder: string;

  /** @param size as mount takes it, such as `2m` */
  constructor(size: string) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'reelay-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', this.folder], { stdio: 'pipe' });
    } catch (error) {
      rmdirSync(this.folder);
      throw error;
    }
  }

  /** Takes all the room that is left. */
  fill(): void {
    try {
      for (;;) appendFileSync(this.#filler, Buffer.alloc(CHUNK_BYTES));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }

  /** Gives it back. */
  empty(): void {
    rmSync(this.#filler);
  }

  get #filler(): string {
    return path.join(this.folder, '.filler');
  }

  [Symbol.dispose](): void {
    // Lazily: a process of a test that failed may still be at work in it.
    execFileSync('umount', ['--lazy', this.folder], { stdio: 'pipe' });
    rmdirSync(this.folder);
  }
}

/** Whether this user may mount here. */
export const canMount = ((): boolean => {
  try {
    new SmallDisk('1m')[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
})();
