/** Starts gst-launch-1.0 on frames from standard input. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { ReelayError } from '../../shared/errors.ts';
import { installCommand, LAUNCH_TOOL } from './packages.ts';

export type GstLaunch = ChildProcessByStdio<Writable, Readable, Readable>;

const FLAGS = [
  // SIGINT becomes EOS, so that muxers finish their files.
  '--eos-on-shutdown',
  // Bus messages on standard output: the encoder's progress is read from them.
  '--messages',
  // Without its own fault handler a crash ends the child at once; with it, it would spin for a debugger to attach.
  '--no-fault',
];

/** What `fpsdisplaysink` counts is told as a change of its `last-message`, which is printed with this flag only. */
const VERBOSE = '--verbose';

/** Ends the options: nothing in the pipeline can then be taken for one. */
const END_OF_OPTIONS = '--';

/** `pipeline` behind the flags every child is started with. */
export function launchArguments(pipeline: readonly string[], verbose: boolean): string[] {
  return [...FLAGS, ...(verbose ? [VERBOSE] : []), END_OF_OPTIONS, ...pipeline];
}

/** Starts `tool` with the arguments `argv`. Where that fails the process emits 'error'; startFailure says what it means. */
export function startLaunch(
  tool: string,
  argv: readonly string[],
  { directory, hasThird }: { readonly directory: string; readonly hasThird: boolean },
): GstLaunch {
  return spawn(tool, argv, {
    cwd: directory,
    // The fourth, where there is one, is descriptor 3: for `fdsink fd=3`, or for `fdsrc fd=3`.
    stdio: hasThird ? ['pipe', 'pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe'],
    // Its own process group: a terminal's Ctrl-C reaches the relay alone, which then ends the stream in order.
    detached: true,
    // LC_ALL: messages in English, so that they can be read. GST_DEBUG_NO_COLOR: and without escape codes.
    env: { ...process.env, LC_ALL: 'C.UTF-8', GST_DEBUG_NO_COLOR: '1' },
  });
}

/** Why the process could not be started. */
export function startFailure(cause: NodeJS.ErrnoException, directory: string): ReelayError {
  // Node says ENOENT for a missing working directory too.
  if (!existsSync(directory))
    return new ReelayError('RECORDINGS_UNWRITABLE', { directory, cause: 'it does not exist' }, { cause });
  if (cause.code === 'ENOENT')
    return new ReelayError('GSTREAMER_MISSING', { command: installCommand([LAUNCH_TOOL]) }, { cause });
  return new ReelayError(
    'PIPELINE_FAILED',
    { cause: `its process could not be started in ${directory} (${cause.message})` },
    { cause },
  );
}

/** Sends `signal` to the child's whole group: what it may have started goes with it. */
export function signalGroup(child: GstLaunch, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: it left by itself in between.
  }
}
