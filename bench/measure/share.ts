/** Frames out of shared memory, by many readers at once: shares beside GStreamer's own shmsink and shmsrc. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atExit } from '../lib/at-exit.ts';
import { ROOT } from '../lib/build-pages.ts';
import { processTree } from '../lib/processes.ts';
import type { Row, Sample } from '../row.ts';
import { FULL_HD } from './sizes.ts';

const RATE = 30;
const READERS = [1, 4, 16] as const;
/** Longest measurement, frames: a rate that is fixed is known after some seconds. */
const MAX_FRAMES = 90;
const MS_PER_SECOND = 1000;
const GST_LAUNCH = 'gst-launch-1.0';
/** How long a program may take to tidy up. */
const PATIENCE_MS = 5000;
/** Flags of a socket that listens, as /proc/net/unix has them (`__SO_ACCEPTCON`). */
const LISTENING = '00010000';

/** One way to share frames. */
interface Way {
  readonly id: string;
  readonly title: string;
  /** Starts what writes; resolves when it may be read. */
  write(place: string): Promise<Program>;
  /** The command of a reader, which prints a line for each frame. */
  read(place: string): readonly string[];
}

/** Debian's own, as the tests have it. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const python = (how: 'pull' | 'view') => (name: string) => [
  ...[PYTHON, `${ROOT}bench/children/share_reader.py`, `${ROOT}clients/python`, how, name],
];

const WAYS: readonly Way[] = [
  { id: 'python', title: 'Python, a copy', write: writeShare, read: python('pull') },
  { id: 'python-view', title: 'Python, a view', write: writeShare, read: python('view') },
  { id: 'node', title: 'Node', write: writeShare, read: (name) => [process.execPath, child('share-reader'), name] },
  { id: 'shmsink', title: 'shmsink and shmsrc', write: writeShmsink, read: readShmsink },
];

export function shareRows(): Row[] {
  return WAYS.flatMap((way) =>
    READERS.map((readers) => ({
      id: `share/1080p30/${way.id}/${readers}`,
      title: `1080p30 RGB, ${way.title}, ${readers} reader${readers === 1 ? '' : 's'}`,
      unit: 'frames/s' as const,
      measure: (frames: number) => measure(way, readers, Math.min(frames, MAX_FRAMES)),
    })),
  );
}

/** Frames a second that each reader gets, and what that costs it and the writer. */
async function measure(way: Way, count: number, frames: number): Promise<Sample> {
  const place = `bench-${process.pid}`;
  const programs: Program[] = [];
  try {
    const writer = await way.write(place);
    programs.push(writer);
    const readers = Array.from({ length: count }, () => new Program(way.read(place)));
    programs.push(...readers);
    // What they need to start is not theirs to pay for here.
    await Promise.all(readers.map((reader) => reader.lines(RATE / 2)));
    const before = [writer, ...readers].map(({ cpuSeconds }) => cpuSeconds);
    const seen = readers.map(({ count: lines }) => lines);
    const startedMs = performance.now();
    await sleep((frames / RATE) * MS_PER_SECOND);
    const seconds = (performance.now() - startedMs) / MS_PER_SECOND;
    const [written = 0, ...read] = [writer, ...readers].map(
      ({ cpuSeconds }, index) => cpuSeconds - (before[index] ?? 0),
    );
    const each = sum(readers.map(({ count: lines }, index) => lines - (seen[index] ?? 0))) / count / seconds;
    return {
      value: each,
      details: {
        'a reader, CPU ms/frame': ((sum(read) / count) * MS_PER_SECOND) / (each * seconds),
        'writer, CPU ms/frame': (written * MS_PER_SECOND) / (RATE * seconds),
      },
    };
  } finally {
    await Promise.all(programs.map((program) => program.end()));
    for (const left of [`/dev/shm/reelay.${place}`, socket(place)]) rmSync(left, { force: true });
  }
}

async function writeShare(name: string): Promise<Program> {
  const { width, height } = FULL_HD;
  const writer = new Program([process.execPath, child('share-writer'), name, ...[width, height, RATE].map(String)]);
  await writer.message();
  return writer;
}

const CAPS = `video/x-raw,format=RGB,width=${FULL_HD.width},height=${FULL_HD.height},framerate=${RATE}/1`;

/** Black frames, drawn into the shared memory itself; that costs the writer little. */
async function writeShmsink(place: string): Promise<Program> {
  const options = ['wait-for-connection=false', 'sync=false', 'shm-size=134217728'];
  const source = ['videotestsrc', 'is-live=true', 'pattern=black', '!', CAPS];
  const writer = new Program([GST_LAUNCH, '-q', ...source, '!', 'shmsink', `socket-path=${socket(place)}`, ...options]);
  while (!isListening(socket(place))) await sleep(10);
  return writer;
}

/** `fakesink` says so for each frame, at a cost like that of the other readers' lines. */
function readShmsink(place: string): readonly string[] {
  const source = ['shmsrc', `socket-path=${socket(place)}`, 'is-live=true', '!', CAPS];
  return [GST_LAUNCH, '-v', ...source, '!', 'fakesink', 'sync=false', 'silent=false'];
}

function socket(place: string): string {
  return path.join(tmpdir(), `${place}.socket`);
}

/** Whether a program takes connections at this Unix socket; its file alone is there before that. */
function isListening(file: string): boolean {
  const line = readFileSync('/proc/net/unix', 'latin1')
    .split('\n')
    .find((text) => text.endsWith(` ${file}`));
  return line?.split(' ')[3] === LISTENING;
}

function child(script: string): string {
  return fileURLToPath(new URL(`../children/${script}.js`, import.meta.url));
}

/** A program that prints lines, which are counted. */
class Program {
  readonly #process: ChildProcess;
  readonly #forget: () => void;
  #count = 0;
  #onLine: () => void = () => undefined;

  constructor([program = '', ...args]: readonly string[]) {
    // `shmsink` reports an error whenever it is stopped.
    const errors = program === GST_LAUNCH ? 'ignore' : 'inherit';
    this.#process = spawn(program, args, { stdio: ['ignore', 'pipe', errors, 'ipc'] });
    this.#forget = atExit(() => this.#process.kill('SIGKILL'));
    if (!this.#process.stdout) throw new Error('no standard output');
    createInterface({ input: this.#process.stdout }).on('line', () => {
      this.#count++;
      this.#onLine();
    });
  }

  get count(): number {
    return this.#count;
  }

  /** User and system time so far. */
  get cpuSeconds(): number {
    return processTree(this.#process.pid ?? -1)[0]?.cpuSeconds ?? 0;
  }

  async message(): Promise<void> {
    await Promise.race([once(this.#process, 'message'), this.#left()]);
  }

  /** Resolves when it has printed this many. */
  async lines(many: number): Promise<void> {
    await Promise.race([
      new Promise<void>((resolve) => {
        this.#onLine = () => {
          if (this.#count >= many) resolve();
        };
      }),
      this.#left(),
    ]);
  }

  async end(): Promise<void> {
    this.#forget();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    // `shmsink` leaves its memory behind if it cannot tidy up.
    this.#process.kill(this.#process.spawnfile === GST_LAUNCH ? 'SIGINT' : 'SIGKILL');
    const late = setTimeout(() => this.#process.kill('SIGKILL'), PATIENCE_MS);
    await exited;
    clearTimeout(late);
  }

  async #left(): Promise<never> {
    await once(this.#process, 'exit');
    throw new Error(`${this.#process.spawnfile} left early`);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
