/** How a recording stands: what its recorder counts, what the relay tells, and what follows of it. */
import type { CodecName } from '../media/codecs.ts';
import { frameTimeNs, type Nanoseconds, NANOSECONDS_PER_SECOND, type Rate } from '../media/time.ts';
import { MAX_REPORTED_WARNINGS } from '../wire/limits.ts';
import type { RecordingReport, RelayMessage } from '../wire/messages.ts';

const MS_PER_SECOND = 1e3;

/** What the relay tells while it records. */
interface RelayCounts {
  /** Frames the pipeline accepted; of several, all that are still at work. */
  readonly acceptedFrames: number;
  /** Frames that came out of the slowest encoder; trails by up to a second of picture. */
  readonly encodedFrames: number;
  /** Size of all files by now, bytes. */
  readonly bytes: number;
  /** What the pipelines warned of, and outputs that ended early, in words; those of several outputs begin with the preset. */
  readonly warnings: readonly string[];
}

/** How frames are encoded at this moment. */
export interface EncodingState {
  readonly codec: CodecName;
  /** Whether the browser was asked for an encoder in hardware, and has one. */
  readonly hardware: boolean;
  /** What the encoder is asked for, bits per second. */
  readonly targetBitrate: number;
  /** What was sent in the last second, bits. */
  readonly sentBitrate: number;
}

/** What is counted at both ends. */
export interface RecordingCounts extends RelayCounts {
  /** Frames captured so far, dropped ones not counted. */
  readonly capturedFrames: number;
  readonly droppedFrames: number;
  /** Frames that may be sent at this moment. Zero: the pipeline is the slowest part. */
  readonly credit: number;
  /** Where a browser encodes the frames: how, at this moment. */
  readonly encoding?: EncodingState;
  /** End of the last captured frame. */
  readonly recordedNs: Nanoseconds;
}

/** How a recording stands. */
export interface RecordingProgress extends Omit<RecordingCounts, 'recordedNs'> {
  /** Length of what was captured, seconds of picture. */
  readonly recordedSeconds: number;
  /** Wall clock since start, seconds, pauses included. */
  readonly elapsedSeconds: number;
  /** Seconds of picture per second of wall clock: 1 is real time. */
  readonly speed: number;
  /** Wall clock seconds to go, where the end is known. */
  readonly remainingSeconds?: number;
}

/** Turns counts into progress. Times of the wall clock are performance.now()'s. */
export class ProgressMeter {
  readonly #startedMs: number;
  readonly #goalSeconds: number | undefined;

  /** @param frames length of the recording, where it is known */
  constructor(nowMs: number, rate: Rate, frames?: number) {
    this.#startedMs = nowMs;
    this.#goalSeconds = frames === undefined ? undefined : frameTimeNs(frames, rate) / NANOSECONDS_PER_SECOND;
  }

  measure({ recordedNs, ...counts }: RecordingCounts, nowMs: number): RecordingProgress {
    const elapsedSeconds = (nowMs - this.#startedMs) / MS_PER_SECOND;
    const recordedSeconds = recordedNs / NANOSECONDS_PER_SECOND;
    const speed = elapsedSeconds > 0 ? recordedSeconds / elapsedSeconds : 0;
    const left = this.#goalSeconds === undefined ? undefined : Math.max(0, this.#goalSeconds - recordedSeconds);
    return {
      ...counts,
      recordedSeconds,
      elapsedSeconds,
      speed,
      ...(left !== undefined && speed > 0 ? { remainingSeconds: left / speed } : {}),
    };
  }
}

/** Keeps what the relay told last. */
export class RelayTally {
  #counts: RelayCounts = { acceptedFrames: 0, encodedFrames: 0, bytes: 0, warnings: [] };

  get counts(): RelayCounts {
    return this.#counts;
  }

  progress({ acceptedFrames, encodedFrames, bytes, warnings }: Extract<RelayMessage, { type: 'progress' }>): void {
    const all = [...this.#counts.warnings, ...warnings].slice(0, MAX_REPORTED_WARNINGS);
    this.#counts = { acceptedFrames, encodedFrames, bytes, warnings: all };
  }

  finished({ frames, outputs }: RecordingReport): void {
    const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
    this.#counts = { ...this.#counts, acceptedFrames: frames, encodedFrames: frames, bytes };
  }
}
