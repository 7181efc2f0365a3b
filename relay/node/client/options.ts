/** What a program asks a remote recorder for. */
import {
  callbackOf,
  checkRecordingOptions,
  invalid,
  oneOf,
  type RecordingOptions,
  type RecordingSettings,
  tokenOf,
} from '../../../shared/recording/options.ts';
import type { RecordingProgress } from '../../../shared/recording/progress.ts';
import { type Mode, MODES } from '../../../shared/wire/messages.ts';
import { type FrameGeometry, type Geometry, geometryOf } from './geometry.ts';

/** `width` and `height` are also the recording's size: frames of another one are fitted in, with bars. */
export interface RecorderOptions extends RecordingOptions, FrameGeometry {
  /** Where the relay is: `http://127.0.0.1:8787`, or the address that it printed, its token included. */
  relay: string;
  /** The relay's token. Default: the one in `relay`. */
  token?: string;
  /**
   * `offline` (default): frame i stands at exactly i / fps, nothing is dropped, push() waits.
   * `realtime`: frames carry the time of their push; what the pipeline cannot take is dropped and counted.
   */
  mode?: Mode;
  /** Called a few times a second while recording. */
  onProgress?: (progress: RecordingProgress) => void;
  /** Ends the recording early; what was recorded is kept. Calls but stop() are then rejected with its reason. */
  signal?: AbortSignal;
}

/** Where a relay is, and how one is let in. */
export interface RelayAddress {
  readonly relayOrigin: string;
  readonly token: string;
}

export interface RecorderSettings extends RecordingSettings, RelayAddress {
  readonly mode: Mode;
  readonly geometry: Geometry;
}

/** Checks `options`. Throws OPTION_INVALID or FRAME_TOO_LARGE. */
export function checkOptions(options: RecorderOptions): RecorderSettings {
  callbackOf('onProgress', options.onProgress);
  return {
    ...addressOf(options),
    ...checkRecordingOptions(options),
    mode: oneOf('mode', options.mode ?? 'offline', MODES),
    geometry: geometryOf(options),
  };
}

function addressOf({ relay, token }: RecorderOptions): RelayAddress {
  if (!URL.canParse(relay)) throw invalid('relay', relay, 'it is no address such as http://127.0.0.1:8787');
  const { protocol, origin, searchParams } = new URL(relay);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw invalid('relay', relay, 'it must begin with http:// or https://');
  return { relayOrigin: origin, token: tokenOf(token ?? searchParams.get('token') ?? '') };
}
