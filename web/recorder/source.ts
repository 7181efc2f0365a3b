/** What each kind of source needs: its size, its own way of time, and how its frames come. */
import { ReelayError } from '../../shared/errors.ts';
import { type AnyCanvas, CanvasSource } from '../capture/canvas.ts';
import { isCanvas } from '../capture/kind.ts';
import { openTrack } from '../capture/track.ts';
import type { Mode } from '../../shared/wire/messages.ts';
import type { RecorderSource, Size } from './options.ts';
import { invalid } from '../../shared/recording/options.ts';

export type Source =
  | {
      readonly kind: 'canvas';
      readonly canvas: AnyCanvas;
      readonly grabber: CanvasSource;
      readonly size: Size;
      readonly mode: Mode;
    }
  | {
      readonly kind: 'track';
      readonly frames: ReadableStream<VideoFrame>;
      readonly track: MediaStreamTrack;
      readonly size: Size;
      readonly mode: Mode;
    }
  /** Frames come by capture(frame) alone. */
  | { readonly kind: 'frames'; readonly size: Size; readonly mode: Mode }
  | { readonly kind: 'scene'; readonly url: string; readonly size: Size; readonly mode: Mode };

const DEFAULT_SCENE_SIZE: Size = { width: 1280, height: 720 };

/** Opens `source`. Throws SOURCE_UNSUPPORTED, SOURCE_ENDED, BROWSER_UNSUPPORTED or OPTION_INVALID. */
export function openSource(source: RecorderSource | undefined, mode: Mode | undefined, size: Size | undefined): Source {
  if (source === undefined) {
    if (!size) throw invalid('size', size, 'without a source the size must be given');
    return { kind: 'frames', size, mode: mode ?? 'offline' };
  }
  if (source instanceof URL) {
    return { kind: 'scene', url: source.href, size: size ?? DEFAULT_SCENE_SIZE, mode: mode ?? 'offline' };
  }
  if (isCanvas(source)) {
    const { width, height } = source;
    return {
      kind: 'canvas',
      canvas: source,
      grabber: new CanvasSource(source),
      size: { width, height },
      mode: mode ?? 'offline',
    };
  }
  if (typeof MediaStreamTrack !== 'undefined' && source instanceof MediaStreamTrack) {
    if (mode === 'offline') throw invalid('mode', mode, 'a MediaStreamTrack runs by its own clock; use "realtime"');
    const frames = openTrack(source);
    const settings = source.getSettings();
    const trackSize = size ?? { width: settings.width ?? 0, height: settings.height ?? 0 };
    if (trackSize.width === 0 || trackSize.height === 0)
      throw invalid('size', size, 'this track does not tell its size; give one');
    return { kind: 'track', frames, track: source, size: trackSize, mode: 'realtime' };
  }
  throw new ReelayError('SOURCE_UNSUPPORTED', {
    reason: 'it is no canvas, OffscreenCanvas, video track or URL of a scene',
    remedy: 'Pass one of these to start().',
  });
}

/** Lets the source be as it was before it was opened. */
export function releaseSource(source: Source): void {
  if (source.kind === 'canvas') source.grabber.release();
  // Once it was handed to the worker, that one has closed it.
  if (source.kind === 'track' && !source.frames.locked) void source.frames.cancel().catch(() => undefined);
}
