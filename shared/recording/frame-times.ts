/** Which time each frame of a recording has: that of its number (offline), of the clock (realtime), or the caller's own. */
import {
  frameDurationNs,
  frameTimeNs,
  type Nanoseconds,
  NANOSECONDS_PER_MILLISECOND,
  type Rate,
} from '../media/time.ts';
import { MAX_TIME_NS } from '../wire/limits.ts';
import type { Mode } from '../wire/messages.ts';
import { RecordingClock } from './clock.ts';
import { invalid } from './options.ts';

/** Frames nearer to each other than a tick of WebM, the coarsest container, could end up at one time in the file. */
const MIN_SPACING_NS: Nanoseconds = NANOSECONDS_PER_MILLISECOND;

/** When a frame is shown, and for how long. */
export interface FrameTiming {
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
}

/** A frame's times as its caller gives them. */
export interface GivenTimes {
  /** PTS, ns from the recording's start; rising. Default: the frame's place at the recording's rate (offline), now (realtime). */
  timestampNs?: number;
  /** How long it is shown, ns. */
  durationNs?: number;
}

export class FrameTimes {
  /** Of a realtime recording. */
  readonly clock = new RecordingClock();
  readonly #mode: Mode;
  readonly #rate: Rate;
  #frames = 0;
  #lastPtsNs: Nanoseconds = -1;
  #hasGiven = false;

  constructor(mode: Mode, rate: Rate) {
    this.#mode = mode;
    this.#rate = rate;
  }

  /** Whether the caller ever said itself when a frame is shown: its time may not be that of the clock. */
  get hasGiven(): boolean {
    return this.#hasGiven;
  }

  /** Realtime: where `nowMs` of performance.now() stands on the recording's own axis. Offline: the PTS of the next frame. */
  at(nowMs: number): Nanoseconds {
    return this.#mode === 'realtime' ? this.clock.at(nowMs) : frameTimeNs(this.#frames, this.#rate);
  }

  /** Whether a frame of this time, which is the clock's, may follow those there are. */
  mayFollow(ptsNs: Nanoseconds): boolean {
    return this.#frames === 0 || ptsNs - this.#lastPtsNs >= MIN_SPACING_NS;
  }

  /** Times of the next frame. Throws OPTION_INVALID for what cannot be one's. */
  next({ timestampNs, durationNs }: GivenTimes, nowMs: number): FrameTiming {
    this.#hasGiven ||= timestampNs !== undefined;
    const due = this.#mode === 'realtime' ? Math.max(this.at(nowMs), this.#lastPtsNs + 1) : this.at(nowMs);
    const ptsNs = timestampNs ?? due;
    const length = durationNs ?? frameDurationNs(this.#mode === 'realtime' ? 0 : this.#frames, this.#rate);
    if (!Number.isSafeInteger(ptsNs) || ptsNs < 0)
      throw invalid('timestampNs', timestampNs, 'it must be a whole number of nanoseconds from 0');
    if (ptsNs <= this.#lastPtsNs)
      throw invalid('timestampNs', ptsNs, `it must be later than the frame before (${this.#lastPtsNs})`);
    if (!Number.isSafeInteger(length) || length < 1 || ptsNs + length > MAX_TIME_NS)
      throw invalid('durationNs', durationNs, 'it must be a whole number of nanoseconds above 0');
    return { ptsNs, durationNs: length };
  }

  /** The frame of these times was taken. */
  taken({ ptsNs }: FrameTiming): void {
    this.#frames++;
    this.#lastPtsNs = ptsNs;
  }
}
