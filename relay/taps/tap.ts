/** What listens to a recording's frames without ever holding them up: live views, shares. */
import type { VideoCaps } from '../../shared/media/gdp.ts';
import type { Rate } from '../../shared/media/time.ts';
import type { Mode } from '../../shared/wire/messages.ts';
import type { PipelineFrame } from '../pipeline/types.ts';

/** A recording, as taps know it. */
export interface TapSource {
  /** Id of the recording. */
  readonly id: string;
  /** As the person called it. */
  readonly name: string;
  readonly mode: Mode;
  /** Size of the recording, pixels; frames of another size are to be fitted into it. */
  readonly width: number;
  readonly height: number;
  /** Nominal rate. */
  readonly rate: Rate;
}

/** One recording's tap. No method throws or waits. */
export interface Tap {
  /** Whether frames are looked at now: where they come encoded, nobody decodes them in vain. */
  readonly isWatching: boolean;
  /** `begun` is called when somebody begins to look. */
  whenWatched(begun: () => void): void;
  /** What was offered last is no longer the newest: frames are not offered while nobody looks. */
  forget(): void;
  /** Offers a frame that looks as `caps` say, which the tap takes or leaves. Nothing changes the payload: it may be kept for a while. */
  offer(frame: PipelineFrame, caps: VideoCaps): void;
  /** No more frames come. Resolves when all that the tap held is let go; never rejects. */
  end(): Promise<void>;
}

/** Begins to listen to a recording. */
export type OpenTap = (source: TapSource) => Tap;
