/** A Chromium of its own for each measurement, with no DevTools attached: those copy every message of a socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atExit } from './at-exit.ts';
import { CHROMIUM, FLAGS } from './chromium.ts';

/** A browser with one page. */
export interface OpenBrowser {
  /** Below this process is everything that belongs to it. */
  readonly pid: number;
  /** Rejects when it cannot be started or leaves by itself. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

export class Browser implements OpenBrowser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #forget: () => void;
  readonly failed: Promise<never>;

  private constructor(profile: string, url: string) {
    this.#profile = profile;
    this.#process = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${profile}`, url], {
      stdio: 'ignore',
      // A group of its own, so that its helper processes end with it.
      detached: true,
    });
    this.failed = new Promise((_resolve, reject) => {
      this.#process.once('error', (error) => reject(new Error(`${CHROMIUM} could not be started: ${error.message}`)));
      this.#process.once('exit', (code, signal) =>
        reject(new Error(`Chromium left early (${signal ?? `exit code ${code}`})`)),
      );
    });
    this.failed.catch(() => undefined); // Told to whoever waits for it.
    this.#forget = atExit(() => {
      process.kill(-this.pid, 'SIGKILL');
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    });
  }

  /**
   * Opens `url` with a fresh profile.
   * @param profile beginning of its folder's path
   */
  static async open(url: string, profile = path.join(tmpdir(), 'reelay-bench-profile-')): Promise<Browser> {
    return new Browser(await mkdtemp(profile), url);
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /** Ends it and removes its profile. */
  async close(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#process;
    if (pid !== undefined && exitCode === null && signalCode === null) {
      const exited = new Promise((resolve) => this.#process.once('exit', resolve));
      process.kill(-pid, 'SIGKILL');
      await exited;
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    this.#forget();
  }
}
