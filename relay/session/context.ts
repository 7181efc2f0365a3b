/** What every session is given by the server. */
import type { ReelayError } from '../../shared/errors.ts';
import type { Library } from '../recordings/library.ts';
import type { Sidecar } from '../recordings/sidecar.ts';
import type { ChildTimes } from '../pipeline/child.ts';
import type { ChosenEncoders } from '../pipeline/choose-encoders.ts';
import type { openPipeline } from '../pipeline/pipeline.ts';
import type { InstalledGStreamer } from '../pipeline/preflight.ts';
import type { Preset } from '../pipeline/presets.ts';
import type { Shares } from '../taps/share/shares.ts';
import type { OpenTap } from '../taps/tap.ts';
import type { RingFinder } from '../transport/ring-finder.ts';

/** How long a session waits for what, milliseconds. */
export interface SessionTimes {
  /** For `start` after the connection opened. */
  readonly greetingMs: number;
  /** Between two pings. */
  readonly pingMs: number;
  /** Without a byte from the peer before it counts as gone. */
  readonly silentMs: number;
  /** For the answer to a close before the socket is cut. */
  readonly closeMs: number;
  /** Between two progress messages. */
  readonly progressMs: number;
  /** Between two saves of the sidecar while recording. */
  readonly sidecarMs: number;
}

export const DEFAULT_TIMES: SessionTimes = {
  greetingMs: 10_000,
  pingMs: 10_000,
  silentMs: 30_000,
  closeMs: 3_000,
  progressMs: 250,
  sidecarMs: 5_000,
};

/** What a session tells whoever watches the relay. */
export type SessionEvent =
  /** Comes for each output. */
  | { readonly type: 'started'; readonly sidecar: Sidecar }
  | { readonly type: 'progress'; readonly id: string; readonly frames: number }
  /** A pipeline warned, or an output ended while others go on. */
  | { readonly type: 'warned'; readonly file: string; readonly warning: string }
  /** Comes for each output. */
  | {
      readonly type: 'ended';
      readonly id: string;
      /** Absent where nothing was recorded. */
      readonly sidecar: Sidecar | undefined;
      readonly error: ReelayError | undefined;
      /** The pipeline's last lines, where it failed. */
      readonly pipelineTail: readonly string[];
    }
  /** A connection that ended before it recorded anything. */
  | { readonly type: 'refused'; readonly error: ReelayError };

export interface SessionContext {
  readonly library: Library;
  readonly presets: readonly Preset[];
  readonly installed: InstalledGStreamer;
  /** What makes H.264 and H.265, where that was chosen; else the software encoders. */
  readonly encoders?: ChosenEncoders;
  readonly times: SessionTimes;
  /** Where the pipelines' children are to be given other times than the usual. */
  readonly childTimes?: Partial<ChildTimes>;
  /** What opens a recording's pipeline, where it is not to be gst-launch: the benchmark's takes frames and keeps none. */
  readonly openPipeline?: typeof openPipeline;
  /** What listens to every recording's frames. */
  readonly taps?: readonly OpenTap[];
  /** Finds the files that pages of this machine offer for their frames. */
  readonly rings?: Pick<RingFinder, 'claim'>;
  /** Those of the taps that share frames with other programs, to be listed. */
  readonly shares?: Pick<Shares, 'list'>;
  readonly version: string;
  observe(event: SessionEvent): void;
}
