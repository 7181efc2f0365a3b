/** How a recording ends: as a Recording, or as an error with what could be kept. */
import { type ErrorCode, RemoteError } from '../errors.ts';
import type { CodecName } from '../media/codecs.ts';
import type { Rate } from '../media/time.ts';
import type { DropReason, RecordingReport, TransportName } from '../wire/messages.ts';

/** A run of frames that are not in the file. */
export interface RecordingGap {
  /** Index in the file of the first frame after the gap. */
  readonly beforeFrame: number;
  readonly count: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly reason: DropReason;
}

/** One file of a recording. */
export interface RecordingOutput {
  readonly id: string;
  /** Address of the file, token included. Empty where there is none. */
  readonly url: string;
  readonly preset: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  /** Frames in the file. */
  readonly frames: number;
  readonly durationSeconds: number;
  readonly bytes: number;
  /** Where frames came encoded: whether they are in the file as they came. Else they were decoded and encoded again. */
  readonly stored?: boolean;
  /** Why it ended before the recording did, or left no file. */
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly remedy: string };
}

/** A finished recording. Its own fields are those of the first output that is complete. */
export interface Recording {
  readonly id: string;
  readonly name: string;
  /** Address of the file, token included: it can be played and downloaded. Empty where the operator's pipeline writes no file. */
  readonly url: string;
  readonly preset: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly fps: Rate;
  readonly frames: number;
  readonly dropped: number;
  readonly gaps: readonly RecordingGap[];
  readonly durationSeconds: number;
  readonly bytes: number;
  /** What differs from what was asked for, in words: a padded size, a hidden page, a lost connection. */
  readonly warnings: readonly string[];
  /**
   * How frames reached the relay: over the socket; through a file that both share, which GStreamer maps (`ring`) or the relay
   * reads; or encoded.
   */
  readonly transport: TransportName;
  /** How a browser encoded them, where one did. */
  readonly codec?: CodecName;
  /** All files, in the order in which their presets were named; one where one was. */
  readonly outputs: readonly RecordingOutput[];
}

/** How a recording fails. `recording` is the file that could be kept, if any. */
export class RecordingError extends RemoteError {
  override readonly name = 'RecordingError';
  readonly recording: Recording | undefined;

  constructor(
    text: { readonly code: ErrorCode; readonly message: string; readonly remedy: string },
    recording: Recording | undefined,
  ) {
    super(text);
    this.recording = recording;
  }
}

/** The relay's report as its client sees it: the addresses are whole and carry the token. */
export function recordingOf({ gaps, outputs, ...report }: RecordingReport, relay: RelayAddress): Recording {
  return {
    ...report,
    url: addressOf(report.url, relay),
    gaps: gaps.map(({ beforeSequence, ...gap }) => ({ ...gap, beforeFrame: beforeSequence })),
    outputs: outputs.map(({ error, ...output }) => ({
      ...output,
      url: addressOf(output.url, relay),
      ...(error ? { error } : {}),
    })),
  };
}

interface RelayAddress {
  readonly relayOrigin: string;
  readonly token: string;
}

function addressOf(url: string, { relayOrigin, token }: RelayAddress): string {
  return url === '' ? '' : `${relayOrigin}${url}?token=${encodeURIComponent(token)}`;
}
