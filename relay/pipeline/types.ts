/** What the rest of the relay knows of a pipeline. */
import type { CodecName, EncodedCaps } from '../../shared/media/codecs.ts';
import type { VideoCaps } from '../../shared/media/gdp.ts';
import type { Nanoseconds, Rate } from '../../shared/media/time.ts';
import type { Alpha, Mode, Quality, YuvMatrix } from '../../shared/wire/messages.ts';
import type { ReelayError } from '../../shared/errors.ts';
import type { RingSlot } from './ring-area.ts';

/** What a recording asks of a preset. */
export interface PipelineRequest {
  readonly preset: string;
  readonly mode: Mode;
  readonly rate: Rate;
  /** Size of the recording as asked for, pixels. */
  readonly width: number;
  readonly height: number;
  readonly alpha: Alpha | undefined;
  readonly quality: Quality;
  /** Bits per second, where given. */
  readonly bitrate: number | undefined;
  /** How frames come encoded, where they do. */
  readonly codec?: CodecName | undefined;
}

/** A request resolved against a preset: everything the child needs but the file's name. */
export interface PipelinePlan {
  readonly preset: string;
  readonly mime: string;
  /** File name extension, without the dot. */
  readonly extension: string;
  /** Whether frames should come with their alpha channel. */
  readonly alpha: Alpha;
  /** The 4:2:0 matrix in which frames may come as I420 and go into the encoder as they are; undefined: as they are drawn. */
  readonly yuv: YuvMatrix | undefined;
  /** Size of the picture in the file, pixels; differs from the request where it had to be padded. */
  readonly width: number;
  readonly height: number;
  /** Rate for the caps: the request's, or [0, 1] where times vary and the container keeps them. */
  readonly capsRate: Rate;
  /** Whether a `videorate` repeats frames, so that time without frames is work. */
  readonly fillsTime: boolean;
  /** Rate that `videorate` makes of frames with times of their own; undefined where it has nothing to do or is not there. */
  readonly slotRate: Rate | undefined;
  /** False where the operator's pipeline has a sink of its own, so that no file comes of it. */
  readonly writesFile: boolean;
  /** Where a folder of files comes of it: the file in it to open first. */
  readonly index: string | undefined;
  /** Whether encoded frames go into the file as they come. Where they come raw, or are decoded before: false. */
  readonly stored: boolean;
  /** Element that encodes; undefined where there is none, or its name does not tell. */
  readonly encoder: string | undefined;
  /** What differs from what was asked for, in words. */
  readonly warnings: readonly string[];
  /** Elements after the source up to the sink, as gst-launch arguments, for a file of this name in the child's folder. */
  arguments(fileName: string): readonly string[];
}

/** One frame on its way into the pipeline. */
export interface PipelineFrame {
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  /**
   * Pixels in GStreamer's default layout, in pieces that need not be joined. Of a frame with a slot it is a getter that reads
   * them into memory: use it only where memory is needed, once, and do not spread the frame.
   */
  readonly payload: readonly Uint8Array[];
  /** Where they lie in a file that GStreamer can map. */
  readonly slot?: RingSlot;
  /** Of an encoded frame, whose payload is no pixels: whether it stands alone. */
  readonly isKey?: boolean;
}

/** How a pipeline ended. */
export type PipelineOutcome =
  /** Exit 0 and the EOS message were seen. */
  { readonly kind: 'ended' } | { readonly kind: 'failed'; readonly error: ReelayError };

/** A running pipeline. One owner; every method may be called in any state. */
export interface Pipeline {
  /** Process id of the child. */
  readonly pid: number;
  /** The command as a person would type it, for the sidecar and the log. */
  readonly commandLine: string;
  /** Settles once: how it ended, whoever ended it. Never rejects. */
  readonly outcome: Promise<PipelineOutcome>;
  /** Resolves when it has begun to fail: it takes no more frames, and its end may be a while off. */
  readonly failing: Promise<void>;
  /** The last lines the child printed, oldest first, for the log. */
  readonly tail: readonly string[];
  /** PTS up to which frames came out of the encoder, ns; 0 until the first report. */
  readonly encodedNs: Nanoseconds;
  /** Says how the frames that follow look. Must come before the first frame. */
  setCaps(caps: VideoCaps | EncodedCaps): void;
  /** Writes a frame; `accepted` is called when the pipeline has taken its last byte, never if it failed before. */
  write(frame: PipelineFrame, accepted: () => void): void;
  /** Ends the stream and waits for the file to be complete; then SIGINT, then SIGKILL, each after its own time. */
  endOfStream(): Promise<PipelineOutcome>;
  /** Ends the child at once, because of `cause` where it is given. The outcome is the first cause that was known. */
  kill(cause?: ReelayError): Promise<PipelineOutcome>;
}
