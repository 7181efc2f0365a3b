/** Reelay in the page: the only door. Served by the relay as `/reelay.js`. */
export { ReelayError, type ErrorCode } from '../../shared/errors.ts';
export { Recorder } from './recorder.ts';
export { record } from './record.ts';
export {
  type Recording,
  RecordingError,
  type RecordingGap,
  type RecordingOutput,
} from '../../shared/recording/recording.ts';
export type { RecorderState } from './recorder.ts';
export {
  type CaptureOptions,
  defineScene,
  type DrawFrame,
  type FrameTime,
  type Progress,
  type RecordOptions,
  type RecorderOptions,
  type RecorderSource,
  type Scene,
  type Size,
  type StartOptions,
  type Support,
} from './options.ts';
