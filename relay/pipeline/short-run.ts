/** Short runs of gst-launch over a finished file: at low priority, time-limited, one of them reading a small result back. */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { assertGeneratedName } from './file-name.ts';
import { readLaunchLine } from './launch-messages.ts';
import { readLines } from './lines.ts';
import { LAUNCH_TOOL } from './packages.ts';

export interface ShortRunOptions {
  /** The file read: it becomes `filesrc location=...` in front of `pipeline`. */
  readonly path: string;
  /** Elements behind the source. */
  readonly pipeline: readonly string[];
  readonly limitMs: number;
  /** Path of gst-launch-1.0 where it is not the one on PATH. */
  readonly tool?: string | undefined;
  onLine?(line: string): void;
}

export interface ShortRunResult {
  /** Why it failed, or undefined where it reached the end of the stream. */
  readonly problem: string | undefined;
  /** Whether it was ended for taking too long. */
  readonly timedOut: boolean;
  /** What an `fdsink fd=3` wrote. */
  readonly output: Buffer;
}

/** Descriptor for results: standard output has gst-launch's own messages. */
export const RESULT_FD = 3;
/**
 * From an error until the child must be gone. After one during preroll, gst-launch 1.22 hangs on its way down now and
 * then: on a busy machine 3 times in 10 for an empty file.
 */
const LEAVE_MS = 1_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

const FLAGS = [
  // Property changes on standard output: `identity`'s last-message shows caps, segments and buffers.
  '--verbose',
  // A crash ends the child instead of spinning for a debugger.
  '--no-fault',
  '--',
];

/** Runs to the end of the stream, an error, or the time limit. Never rejects for what the child does. */
export async function shortRun(options: ShortRunOptions): Promise<ShortRunResult> {
  const name = basename(options.path);
  assertGeneratedName(name);
  const child = spawn(
    options.tool ?? LAUNCH_TOOL,
    [...FLAGS, 'filesrc', `location=${name}`, '!', ...options.pipeline],
    {
      cwd: dirname(options.path),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // Its own group, so that a terminal's Ctrl-C is the relay's to handle.
      detached: true,
      env: { ...process.env, LC_ALL: 'C.UTF-8', GST_DEBUG_NO_COLOR: '1' },
    },
  );
  if (child.pid !== undefined) yieldToRecordings(child.pid);
  let problem: string | undefined;
  let eos = false;
  let timedOut = false;
  let leaving: NodeJS.Timeout | undefined;
  const read = (line: string): void => {
    const message = readLaunchLine(line);
    if (message?.kind === 'eos') eos = true;
    if (message?.kind === 'error' || message?.kind === 'erroneous') {
      problem ??= message.cause;
      leaving ??= setTimeout(() => child.kill('SIGKILL'), LEAVE_MS);
    }
    options.onLine?.(line);
  };
  const [, stdout, stderr, results] = child.stdio as unknown as [null, Readable, Readable, Readable];
  readLines(stdout, read);
  readLines(stderr, read);
  const output = collect(results);
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, options.limitMs);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      problem ??= error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  clearTimeout(timer);
  clearTimeout(leaving);
  if (timedOut) problem ??= `it took longer than ${options.limitMs / 1000} s`;
  if (!eos || code !== 0) problem ??= `gst-launch-1.0 left with ${code === null ? 'a signal' : `exit code ${code}`}`;
  return { problem, timedOut, output: Buffer.concat(output) };
}

function yieldToRecordings(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It is gone already, or the system does not let us; then it runs as it is.
  }
}

/** Chunks of `stream` as they come; what is beyond the limit is dropped. */
function collect(stream: Readable): Buffer[] {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes <= MAX_OUTPUT_BYTES) chunks.push(chunk);
  });
  stream.on('error', () => {}); // the child is gone; its exit tells the story
  return chunks;
}
