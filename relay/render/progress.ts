/** How fast a rendering goes, and the line that shows it. */
import type { StageMessage, StagePhase } from '../../shared/render/messages.ts';

/** Frames whose times are kept: the speed is that of the last few seconds. */
const KEPT = 128;

export class Pace {
  readonly #frames: number;
  /** When each of the last frames was done, oldest first. */
  readonly #times: { readonly done: number; readonly ms: number }[] = [];

  /** @param frames how many there will be */
  constructor(frames: number) {
    this.#frames = frames;
  }

  /** The stage is there at that moment: the frames before are done. */
  at({ phase, frame }: StageMessage, ms: number): void {
    const isRecording = phase === 'drawing' || phase === 'storing' || phase === 'finishing';
    if (!isRecording || frame <= this.done) return;
    this.#times.push({ done: frame, ms });
    if (this.#times.length > KEPT) this.#times.shift();
  }

  get done(): number {
    return this.#times.at(-1)?.done ?? 0;
  }

  /** 0 until two are done. */
  get framesPerSecond(): number {
    const [first, last] = [this.#times[0], this.#times.at(-1)];
    const ms = first && last ? last.ms - first.ms : 0;
    return first && last && ms > 0 ? ((last.done - first.done) / ms) * 1000 : 0;
  }

  /** Null while it is not known. */
  get secondsLeft(): number | null {
    const speed = this.framesPerSecond;
    return speed > 0 ? (this.#frames - this.done) / speed : null;
  }
}

export interface Shown {
  readonly message: StageMessage;
  readonly done: number;
  readonly frames: number;
  readonly framesPerSecond: number;
  /** Seconds of picture a second of time. */
  readonly speed: number;
  readonly secondsLeft: number | null;
}

const BAR_WIDTH = 24;
const USUAL_COLUMNS = 80;

const PHASES: Readonly<Record<Exclude<StagePhase, 'drawing' | 'storing'>, string>> = {
  loading: 'Opening the page',
  preparing: 'Waiting for the page',
  skipping: 'Skipping',
  finishing: 'Finishing the file',
};

/** One line, shorter than `columns`; 0 where the terminal does not tell how many it has. */
export function progressLine(shown: Shown, columns = 0): string {
  return lineOf(shown).slice(0, (columns > 0 ? columns : USUAL_COLUMNS) - 1);
}

function lineOf({ message, done, frames, framesPerSecond, speed, secondsLeft }: Shown): string {
  const { phase } = message;
  if (phase === 'skipping') return `${PHASES.skipping}: ${message.frame} frames`;
  if (phase !== 'drawing' && phase !== 'storing') return `${PHASES[phase]} ...`;
  const filled = Math.round((done / frames) * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const pace =
    secondsLeft === null
      ? ''
      : `, ${framesPerSecond.toFixed(1)} frames/s (${speed.toFixed(2)} x), ${clockOf(secondsLeft)} left`;
  return `${bar} ${done} / ${frames} frames${pace}`;
}

/** `7 s`, `2:05`, `1:02:05`. */
function clockOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}
