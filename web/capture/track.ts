/** A MediaStreamTrack as a stream of VideoFrames. */
import { ReelayError } from '../../shared/errors.ts';

/** Frames the browser keeps while none is read; older ones are let go. */
const MAX_WAITING_FRAMES = 2;

interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type TrackProcessorConstructor = new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => TrackProcessor;

/** The browser's MediaStreamTrackProcessor, where it has one here. */
export function trackProcessor(): TrackProcessorConstructor | undefined {
  return (globalThis as { MediaStreamTrackProcessor?: TrackProcessorConstructor }).MediaStreamTrackProcessor;
}

/** The track's frames; the stream can be transferred to a worker. Throws SOURCE_ENDED, SOURCE_UNSUPPORTED, BROWSER_UNSUPPORTED. */
export function openTrack(track: MediaStreamTrack): ReadableStream<VideoFrame> {
  if (track.kind !== 'video') {
    throw new ReelayError('SOURCE_UNSUPPORTED', {
      reason: `the track is ${track.kind}`,
      remedy: 'Pass a video track.',
    });
  }
  if (track.readyState === 'ended') throw new ReelayError('SOURCE_ENDED', { reason: 'the track has ended' });
  const Processor = trackProcessor();
  if (!Processor) {
    throw new ReelayError('BROWSER_UNSUPPORTED', {
      feature: 'MediaStreamTrackProcessor',
      remedy: 'Use Chromium, Chrome or Edge 94 or later, or draw the track on a canvas and record that.',
    });
  }
  return new Processor({ track, maxBufferSize: MAX_WAITING_FRAMES }).readable;
}
