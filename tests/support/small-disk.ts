/** A disk that is soon full: a tmpfs of its own. Mounting takes root. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

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

  [Symbol.dispose](): void {
    execFileSync('umount', [this.folder], { stdio: 'pipe' });
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
