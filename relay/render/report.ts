/** What the person, or the program, at the other end is told: lines and a progress bar, or JSON. */
import type { ReelayError } from '../../shared/errors.ts';
import { framesPerSecond, type Rate } from '../../shared/media/time.ts';
import type { StageMessage } from '../../shared/render/messages.ts';
import type { PageProblem } from './problems.ts';
import { Pace, progressLine } from './progress.ts';

export interface FinishedOutput {
  /** Absolute path, or `-`. */
  readonly file: string;
  readonly preset: string;
  readonly frames: number;
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly transport: string;
}

interface ReportOptions {
  readonly json: boolean;
  readonly frames: number;
  readonly rate: Rate;
  /** Whether files, and not what is said of them, go to standard output. */
  readonly isPiped: boolean;
}

const BAR_MS = 100;
const JSON_MS = 250;

export class Report {
  readonly #options: ReportOptions;
  readonly #pace: Pace;
  readonly #out: NodeJS.WriteStream;
  readonly #hasBar: boolean;
  #message: StageMessage | undefined;
  /** Where it went wrong. */
  #held: number | null | undefined;
  #shownMs = 0;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#pace = new Pace(options.frames);
    this.#out = options.isPiped ? process.stderr : process.stdout;
    this.#hasBar = !options.json && process.stderr.isTTY;
  }

  /** Where the stage is. */
  get position(): StageMessage | undefined {
    return this.#message;
  }

  at(message: StageMessage): void {
    const isNewPhase = message.phase !== this.#message?.phase && (message.frame === 0 || message.phase === 'finishing');
    this.#message = message;
    this.#pace.at(message, performance.now());
    const dueMs = this.#options.json ? JSON_MS : BAR_MS;
    if (!isNewPhase && performance.now() - this.#shownMs < dueMs) return;
    this.#shownMs = performance.now();
    const { done, framesPerSecond: speed, secondsLeft } = this.#pace;
    const realtime = speed / framesPerSecond(this.#options.rate);
    if (this.#options.json) {
      this.#write({
        event: 'progress',
        ...message,
        done,
        frames: this.#options.frames,
        framesPerSecond: speed,
        speed: realtime,
        secondsLeft,
      });
    } else if (this.#hasBar) {
      const line = progressLine(
        { message, done, frames: this.#options.frames, framesPerSecond: speed, speed: realtime, secondsLeft },
        process.stderr.columns,
      );
      process.stderr.write(`\r${line}\u001B[K`);
    }
  }

  problem({ kind, text }: PageProblem, stops: boolean): void {
    if (this.#options.json) this.#write({ event: 'problem', kind, text, frame: this.frame, stops });
    else this.#line(`${placeOf(this.#message)}: ${KINDS[kind]}: ${text}`);
  }

  warned(warning: string): void {
    if (this.#options.json) this.#write({ event: 'warning', text: warning });
    else this.#line(`Warning: ${warning}`);
  }

  /** What is told at the end came about here. */
  hold(): void {
    this.#held = this.frame;
  }

  finished(output: FinishedOutput): void {
    if (this.#options.json) this.#write({ event: 'output', ...output });
    else {
      this.#clear();
      this.#out.write(`${describe(output)}\n`);
    }
  }

  failed({ code, message, remedy }: ReelayError): void {
    if (this.#options.json) this.#write({ event: 'error', code, message, remedy, frame: this.#held ?? null });
    else this.#line(`${code}: ${message}\n${remedy}`);
  }

  done(exitCode: number): void {
    if (this.#options.json) this.#write({ event: 'done', exitCode });
    else this.#clear();
  }

  /** The frame that is being recorded; null before the first. */
  get frame(): number | null {
    const { phase, frame } = this.#message ?? { phase: 'loading', frame: 0 };
    return phase === 'drawing' || phase === 'storing' || phase === 'finishing' ? frame : null;
  }

  #write(value: object): void {
    this.#out.write(`${JSON.stringify(value)}\n`);
  }

  /** Control characters are left out: a page's words must not steer the terminal. */
  #line(text: string): void {
    this.#clear();
    process.stderr.write(`${text.replaceAll(/[^\P{Cc}\n\t]/gu, '')}\n`);
  }

  #clear(): void {
    if (this.#hasBar) process.stderr.write('\r\u001B[K');
  }
}

const KINDS: Readonly<Record<PageProblem['kind'], string>> = {
  exception: 'the page has an error',
  console: 'console.error',
  resource: 'could not be loaded',
  dialog: 'the page opened a dialog, which was closed',
};

/** Where a rendering is, in words. */
export function placeOf(message: StageMessage | undefined): string {
  if (message?.phase === 'drawing' || message?.phase === 'storing') return `Frame ${message.frame}`;
  if (message?.phase === 'finishing') return 'After the last frame';
  return message?.phase === 'skipping'
    ? `Before the first frame, at ${message.frame} of those that are skipped`
    : 'Before the first frame';
}

function describe({ file, frames, durationSeconds, width, height, preset, bytes, transport }: FinishedOutput): string {
  const name = file === '-' ? 'standard output' : file;
  const size = `${(bytes / 1e6).toFixed(2)} MB`;
  return `${name}: ${frames} frames, ${durationSeconds.toFixed(2)} s, ${width} x ${height}, ${preset}, ${size}, ${transport}`;
}
