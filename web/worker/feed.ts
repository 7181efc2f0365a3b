/** What a source in the worker needs: where its frames go, how time runs, when to stop. */
import type { Alpha, Mode } from '../../shared/wire/messages.ts';
import type { Rate } from '../../shared/media/time.ts';
import type { RecordingClock } from '../../shared/recording/clock.ts';
import type { FrameSender } from './frame-sender.ts';
import type { Gate } from './tasks.ts';

export interface Feed {
  readonly sender: FrameSender;
  readonly mode: Mode;
  readonly rate: Rate;
  readonly alpha: Alpha;
  readonly clock: RecordingClock;
  /** Shut while the recording is paused. */
  readonly gate: Gate;
  /** Aborted when no more frames are wanted. */
  readonly signal: AbortSignal;
  /** A frame could not be read: the recording ends with `error`. The first one is told. */
  fail(error: unknown): void;
}

/** Realtime frames that may be in the middle of being read; one more is dropped. */
export const MAX_FRAMES_IN_READBACK = 2;
