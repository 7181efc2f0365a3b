/** The relay as its users start it, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BRISK_PRESET, SECOND_NO_ENCODER_PRESET, SLOW_PRESET } from '../jobs.ts';
import { atExit } from './at-exit.ts';
import { NO_ENCODER } from './no-encoder.ts';

const MAIN = fileURLToPath(new URL('../../relay/main.js', import.meta.url));
const READY = /^Reelay is ready: (\S+)$/;

/** Microseconds for each frame, of which 60 a second come. */
const SLOW_US = 1e7 / 60;
const ENCODER = 'x264enc speed-preset=ultrafast ! matroskamux';
const PRESETS = [
  NO_ENCODER,
  { ...NO_ENCODER, id: SECOND_NO_ENCODER_PRESET },
  { id: BRISK_PRESET, label: 'Fast enough', pipeline: ENCODER },
  {
    id: SLOW_PRESET,
    label: 'Ten times too slow',
    pipeline: `identity sleep-time=${Math.round(SLOW_US)} ! ${ENCODER}`,
  },
];

export class Relay implements AsyncDisposable {
  /** Folder of its recordings. */
  readonly recordings: string;
  readonly origin: string;
  readonly token: string;
  /** What it said on standard error. */
  readonly log: readonly string[];
  readonly #process: ChildProcess;
  readonly #forget: () => void;

  private constructor(child: ChildProcess, folder: string, url: URL, log: readonly string[]) {
    this.#process = child;
    this.recordings = folder;
    this.log = log;
    this.origin = url.origin;
    this.token = url.searchParams.get('token') ?? '';
    this.#forget = atExit(() => {
      child.kill('SIGKILL');
      rmSync(path.dirname(folder), { recursive: true, force: true });
    });
  }

  static async start(): Promise<Relay> {
    const folder = await mkdtemp(path.join(tmpdir(), 'reelay-bench-relay-'));
    const presets = path.join(folder, 'presets.json');
    await writeFile(presets, JSON.stringify(PRESETS));
    const recordings = path.join(folder, 'recordings');
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--recordings', recordings, '--presets', presets], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
    for await (const line of createInterface({ input: child.stdout })) {
      const url = READY.exec(line)?.[1];
      if (url !== undefined) return new Relay(child, recordings, new URL(url), log);
    }
    throw new Error(`the relay left before it was ready\n${log.join('\n')}`);
  }

  /** Where pages connect to record. */
  get session(): string {
    return `${this.origin.replace(/^http/, 'ws')}/session?token=${this.token}`;
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /** Ends it and removes its recordings. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await exited;
    }
    await rm(path.dirname(this.recordings), { recursive: true, force: true });
    this.#forget();
  }
}
