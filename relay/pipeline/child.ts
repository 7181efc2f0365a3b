/** One gst-launch child: how it is started, what it says, and how it is ended. */
import type { Readable, Writable } from 'node:stream';
import { ReelayError } from '../../shared/errors.ts';
import { CHILD_TIMES, type ChildTimes } from './child-times.ts';
import { commandLine } from './command-line.ts';
import { FailureCause } from './failure.ts';
import { type GstLaunch, launchArguments, signalGroup, startFailure, startLaunch } from './launch.ts';
import { type DisplayReport, FREQUENT, type QosReport, readLaunchLine } from './launch-messages.ts';
import { readLines, Tail } from './lines.ts';
import { LAUNCH_TOOL } from './packages.ts';
import type { PipelineOutcome } from './types.ts';
import { type PipelineWarning, WarningReader } from './warnings.ts';

export type { ChildTimes } from './child-times.ts';

export interface ChildOptions {
  /** The child's working directory: file names in its arguments are relative to it. */
  readonly directory: string;
  /** Everything behind `--`, as separate arguments. */
  readonly pipeline: readonly string[];
  readonly times?: Partial<ChildTimes>;
  /** Path of gst-launch-1.0 where it is not the one on PATH. */
  readonly tool?: string | undefined;
  /** Whether the child's descriptor 3 is open for what `fdsink fd=3` writes, to be read from `output`. */
  readonly hasOutput?: boolean;
  /** Whether the child's descriptor 3 is open for what `fdsrc fd=3` reads, to be written to `sideInput`. */
  readonly hasSideInput?: boolean;
  /** Whether changes of properties are printed: `onDisplay` needs them. */
  readonly verbose?: boolean;
  /** Told about once a second how many frames came out of the encoder. */
  onEncoded?(frames: number): void;
  /** Told what elements warn of: the recording goes on. As often as they do so. */
  onWarning?(warning: PipelineWarning): void;
  /** Told of each frame that an element left out because it was late. */
  onQos?(report: QosReport): void;
  /** Told what an `fpsdisplaysink` counts. */
  onDisplay?(report: DisplayReport): void;
}

/** Owns one child process. `outcome` settles once and never rejects. */
export class PipelineChild {
  readonly commandLine: string;
  /** Resolves when every element is open; rejects with the outcome's error where it ended before. */
  readonly opened: Promise<void>;
  readonly outcome: Promise<PipelineOutcome>;
  /** Resolves when it has begun to fail, which may be a while before it is gone. */
  readonly failing: Promise<void>;
  readonly tail = new Tail();
  readonly #process: GstLaunch;
  readonly #times: ChildTimes;
  readonly #failure: FailureCause;
  readonly #listeners: Pick<ChildOptions, 'onEncoded' | 'onQos' | 'onDisplay'>;
  readonly #warnings: WarningReader;
  #resolveFailing: () => void = () => {};
  #settleOpened: (error?: ReelayError) => void = () => {};
  #phase: 'opening' | 'running' | 'ending' | 'failing' | 'gone' = 'opening';
  #asked = false;
  #eosSeen = false;
  /** When its patience ends, on performance.now()'s clock. */
  #drainUntil = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChildOptions) {
    this.#listeners = options;
    this.#warnings = new WarningReader((warning) => options.onWarning?.(warning));
    const tool = options.tool ?? LAUNCH_TOOL;
    this.#times = { ...CHILD_TIMES, ...options.times };
    const argv = launchArguments(options.pipeline, options.verbose ?? false);
    this.commandLine = commandLine([tool, ...argv]);
    this.#failure = new FailureCause(this.commandLine);
    this.#process = startLaunch(tool, argv, {
      directory: options.directory,
      hasThird: (options.hasOutput ?? false) || (options.hasSideInput ?? false),
    });
    this.opened = new Promise((resolve, reject) => {
      this.#settleOpened = (error) => (error ? reject(error) : resolve());
    });
    this.opened.catch(() => {}); // also told by the outcome
    this.failing = new Promise((resolve) => {
      this.#resolveFailing = resolve;
    });
    this.outcome = this.#watch(options.directory);
    this.#arm(this.#times.openMs, () => this.#stuckOpening());
  }

  /** Process id; -1 where it could not be started. */
  get pid(): number {
    return this.#process.pid ?? -1;
  }

  get stdin(): Writable {
    return this.#process.stdin;
  }

  /** What the child writes to its descriptor 3, where it has one. */
  get output(): Readable | undefined {
    return (this.#process.stdio[3] as Readable | null | undefined) ?? undefined;
  }

  /** What the child reads from its descriptor 3, where it has one: both ends of it can write. */
  get sideInput(): Writable | undefined {
    return (this.#process.stdio[3] as Writable | null | undefined) ?? undefined;
  }

  /** The end of the stream was sent: from now on the child's end is awaited, and enforced. */
  expectEnd(): void {
    this.#asked = true;
    if (this.#phase !== 'opening' && this.#phase !== 'running') return;
    this.#phase = 'ending';
    this.#drainUntil = performance.now() + this.#times.drainMs;
    this.#awaitEnd();
  }

  /** The child takes no more input. It should say why and leave by itself; it is given the time of an interrupt to do so. */
  inputBroken(error: Error): void {
    if (this.#phase === 'gone') return;
    const suspicion = new ReelayError('PIPELINE_FAILED', { cause: `it takes no more frames (${error.message})` });
    this.#failure.suspect(suspicion);
    this.#failing(() => this.#failure.set(suspicion));
  }

  /** It takes no frames, so that the end of the stream would not pass either: it is interrupted, then killed. */
  stalled(seconds: number): void {
    if (this.#phase === 'running') this.interrupt(new ReelayError('PIPELINE_STALLED', { seconds }));
  }

  /** It cannot go on: it is to finish what it has, and is killed where it does not. */
  interrupt(cause: ReelayError): void {
    if (this.#phase === 'failing' || this.#phase === 'gone') return;
    this.#failure.set(cause);
    this.#signal('SIGINT');
    this.#failing();
  }

  /** Ends the child at once. */
  kill(cause: ReelayError = new ReelayError('PIPELINE_KILLED', { signal: 'SIGKILL, by the relay' })): void {
    if (this.#phase === 'gone') return;
    this.#failure.set(cause);
    this.#signal('SIGKILL');
  }

  async #watch(directory: string): Promise<PipelineOutcome> {
    const child = this.#process;
    readLines(child.stdout, (line) => this.#read(line));
    readLines(child.stderr, (line) => this.#read(line));
    const exit = await new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        this.#failure.set(startFailure(error, directory));
        resolve({ code: null, signal: null });
      });
      // 'close' comes after the last line was read; 'exit' may come before.
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    clearTimeout(this.#timer);
    this.#phase = 'gone';
    const error = this.#failure.conclude({ ...exit, asked: this.#asked, eosSeen: this.#eosSeen });
    this.#settleOpened(error);
    if (error) this.#resolveFailing();
    return error ? { kind: 'failed', error } : { kind: 'ended' };
  }

  #read(line: string): void {
    const message = readLaunchLine(line);
    if (!message || !FREQUENT.has(message.kind)) this.tail.add(line);
    this.#failure.readLine(line, message);
    switch (message?.kind) {
      case 'opened':
        if (this.#phase === 'opening') {
          this.#phase = 'running';
          clearTimeout(this.#timer);
        }
        this.#settleOpened();
        break;
      case 'eos':
        this.#eosSeen = true;
        break;
      case 'progress':
        this.#listeners.onEncoded?.(message.frames);
        if (this.#phase === 'ending') this.#awaitEnd();
        break;
      case 'error':
        this.#failing();
        break;
      case 'warning':
      case 'warning-reason':
        this.#warnings.read(message);
        break;
      case 'qos':
        this.#listeners.onQos?.(message.report);
        break;
      case 'display':
        this.#listeners.onDisplay?.(message.report);
        break;
      case 'parsed':
      case 'erroneous':
      case 'property':
      case undefined:
        break;
    }
  }

  /** It should leave by itself now; elements that hang on their way down must not keep it. */
  #failing(beforeKill: () => void = () => {}): void {
    if (this.#phase === 'failing' || this.#phase === 'gone') return;
    this.#phase = 'failing';
    this.#resolveFailing();
    this.#arm(this.#times.interruptMs, () => {
      beforeKill();
      this.#signal('SIGKILL');
    });
  }

  #stuckOpening(): void {
    const seconds = this.#times.openMs / 1000;
    this.#failure.set(
      new ReelayError('PIPELINE_INVALID', { cause: `it did not start within ${seconds} s`, command: this.commandLine }),
    );
    this.#signal('SIGKILL');
  }

  /** Progress gives it more time, up to a limit: a pipeline that makes frames of its own could go on for ever. */
  #awaitEnd(): void {
    const { finishMs, drainMs } = this.#times;
    const leftMs = this.#drainUntil - performance.now();
    const waitedMs = finishMs < leftMs ? finishMs : drainMs;
    this.#arm(Math.max(0, Math.min(finishMs, leftMs)), () =>
      this.interrupt(new ReelayError('PIPELINE_STUCK', { seconds: waitedMs / 1000 })),
    );
  }

  #arm(milliseconds: number, action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#phase !== 'gone') signalGroup(this.#process, signal);
  }
}
