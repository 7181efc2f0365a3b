/** One run of ffmpeg: at low priority, and ended when it makes no progress. */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { FFMPEG_TOOL } from './packages.ts';

export interface FfmpegRunOptions {
  /** Working directory: file names are relative to it. */
  readonly directory: string;
  readonly argv: readonly string[];
  /** For `pipe:0`. */
  readonly input?: Buffer | undefined;
}

/** From one sign of life to the next; ffmpeg gives one every half second, unless a frame takes longer. */
const PATIENCE_MS = 120_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const MAX_COMPLAINT_CHARACTERS = 500;
/** ffmpeg 5.1 leaves with 0 all the same where the last bytes of a file found no room. */
const UNWRITTEN_END = /Error (?:writing trailer of|closing file) /;

const FLAGS = [
  '-nostdin',
  // Errors only; and signs of life on a descriptor of their own.
  ...['-hide_banner', '-v', 'error', '-nostats', '-progress', 'pipe:3'],
  // Only files of this machine and pipes: a recording names no others, and must not.
  ...['-protocol_whitelist', 'file,pipe'],
];

/** Resolves with what it wrote to `pipe:1`. Rejects with what it complained of. */
export async function ffmpegRun({ directory, argv, input }: FfmpegRunOptions): Promise<Buffer> {
  const child = spawn(FFMPEG_TOOL, [...FLAGS, ...argv], {
    cwd: directory,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // Its own group, so that a terminal's Ctrl-C is the relay's to handle.
    detached: true,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It is gone already, or the system does not let us; then it runs as it is.
  }
  const [stdin, stdout, stderr, progress] = child.stdio as unknown as [Writable, Readable, Readable, Readable];
  stdin.on('error', () => {}); // it left early; its exit tells the story
  stdin.end(input);
  const chunks: Buffer[] = [];
  let bytes = 0;
  stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes <= MAX_OUTPUT_BYTES) chunks.push(chunk);
  });
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-MAX_COMPLAINT_CHARACTERS)));
  const timer = setTimeout(() => {
    complaint = `no progress for ${PATIENCE_MS / 1000} s`;
    child.kill('SIGKILL');
  }, PATIENCE_MS);
  progress.on('data', () => timer.refresh());
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearTimeout(timer));
  if (code !== 0 || UNWRITTEN_END.test(complaint))
    throw new Error(complaint.trim() || `ffmpeg left with ${code ?? 'a signal'}`);
  return Buffer.concat(chunks);
}
