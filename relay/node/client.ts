/**
 * `reelay/client`: any Node program that has pixels records on a relay, of this machine or another. docs/CLIENT.md.
 *
 *     const recorder = await openRecorder({ relay: 'http://127.0.0.1:8787/?token=...', width: 640, height: 480 });
 *     for (const pixels of frames) await recorder.push(pixels);
 *     const recording = await recorder.stop();
 */
import { startMessage } from '../../shared/recording/options.ts';
import { checkOptions, type RecorderOptions } from './client/options.ts';
import { RemoteRecorder } from './client/remote-recorder.ts';
import { Session } from './client/session.ts';

export { type ErrorCode, ReelayError } from '../../shared/errors.ts';
export type { ColourSpace } from '../../shared/media/colour.ts';
export type { PixelFormat } from '../../shared/media/formats.ts';
export type { Rate } from '../../shared/media/time.ts';
export type { GivenTimes } from '../../shared/recording/frame-times.ts';
export type { RecordingProgress } from '../../shared/recording/progress.ts';
export {
  type Recording,
  RecordingError,
  type RecordingGap,
  type RecordingOutput,
} from '../../shared/recording/recording.ts';
export type { FrameGeometry } from './client/geometry.ts';
export type { RecorderOptions } from './client/options.ts';
export type { RemoteRecorder, RemoteRecorderState } from './client/remote-recorder.ts';

const AGENT = `reelay/client (Node ${process.version})`;

/**
 * Connects to a relay and starts a recording there; resolves when frames may be pushed. Rejects with OPTION_INVALID,
 * RELAY_UNREACHABLE, what the relay refuses (TOKEN_INVALID, HOST_FORBIDDEN, PRESET_UNKNOWN ...), or the signal's reason.
 */
export async function openRecorder(options: RecorderOptions): Promise<RemoteRecorder> {
  const settings = checkOptions(options);
  const session = await Session.open({
    address: settings,
    start: startMessage(settings, settings.mode, settings.geometry, AGENT),
    signal: options.signal,
  });
  return new RemoteRecorder(session, settings, options);
}
