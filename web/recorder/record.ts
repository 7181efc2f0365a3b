/** The owned loop: draws and captures a known number of frames. */
import { framesIn, frameTimeNs, NANOSECONDS_PER_SECOND, type Rate, toRate } from '../../shared/media/time.ts';
import { slotAt } from '../capture/clock.ts';
import { unlessAborted } from '../capture/unless-aborted.ts';
import { invalid } from '../../shared/recording/options.ts';
import type { Recording } from '../../shared/recording/recording.ts';
import type { DrawFrame, FrameTime, RecordOptions, RecorderSource } from './options.ts';
import { Recorder } from './recorder.ts';

const DEFAULT_FPS = 60;

/**
 * Records `frames` or `durationSeconds` of `source`, drawing each frame by `draw`. Scenes and tracks draw themselves, and so
 * may the page in realtime.
 * Rejects with a ReelayError; an aborted `signal` ends the recording early and keeps it.
 */
export async function record(source: RecorderSource, options: RecordOptions): Promise<Recording> {
  const { frames, durationSeconds, draw, signal, control, ...recorderOptions } = options;
  const recorder = new Recorder(recorderOptions);
  const rate = toRate(options.fps ?? DEFAULT_FPS) ?? [DEFAULT_FPS, 1];
  const total = lengthOf(frames, durationSeconds, signal, rate);
  const isCanvas =
    !(source instanceof URL) && !(typeof MediaStreamTrack !== 'undefined' && source instanceof MediaStreamTrack);
  if (isCanvas && !draw && options.mode !== 'realtime')
    throw invalid('draw', draw, 'a canvas needs a function that draws each frame');
  control?.(recorder);
  await recorder.start(source, total === undefined ? {} : { frames: total });
  try {
    if (isCanvas && draw) {
      const loop = options.mode === 'realtime' ? drawRealtime : drawOffline;
      await loop(recorder, draw, rate, total, signal);
    } else {
      await unlessAborted(recorder.ended, signal);
    }
  } catch (error) {
    // What was recorded until the drawing failed is kept; the first cause is the one to tell.
    await recorder.stop().catch(() => undefined);
    throw error;
  }
  return recorder.stop();
}

type Loop = (
  recorder: Recorder,
  draw: DrawFrame,
  rate: Rate,
  total: number | undefined,
  signal: AbortSignal | undefined,
) => Promise<void>;

const drawOffline: Loop = async (recorder, draw, rate, total = Number.POSITIVE_INFINITY, signal) => {
  for (let index = 0; index < total; index++) {
    do {
      if (recorder.state === 'paused') await unlessAborted(recorder.running(), signal);
      if (signal?.aborted || (recorder.state !== 'recording' && recorder.state !== 'paused')) return;
      if (!(await unlessAborted(draw(frameTime(index, rate)), signal))) return;
      // A frame during whose drawing somebody paused is drawn again: it could be gone by the time it is wanted.
    } while (recorder.state === 'paused');
    await recorder.capture();
  }
};

/** The recorder captures each presented frame by itself; here they are only drawn, for the time at which they are presented. */
const drawRealtime: Loop = async (recorder, draw, rate, _total, signal) => {
  let isOver = false;
  let wake: () => void = () => undefined;
  const over = unlessAborted(recorder.ended, signal).finally(() => {
    isOver = true;
    wake();
  });
  const drawn = (async () => {
    while (!isOver) {
      const frameMs = await new Promise<number>((resolve) => {
        requestAnimationFrame(resolve);
        // A hidden page has no frames.
        wake = () => resolve(0);
      });
      if (recorder.state === 'paused') {
        await Promise.race([recorder.running(), over]);
      } else if (!isOver) {
        const timeNs = recorder.timeAtNs(frameMs);
        await draw({ index: slotAt(timeNs, rate), timeSeconds: timeNs / NANOSECONDS_PER_SECOND, timeNs });
      }
    }
  })();
  await Promise.race([over, drawn]);
};

function frameTime(index: number, rate: Rate): FrameTime {
  const timeNs = frameTimeNs(index, rate);
  return { index, timeSeconds: timeNs / NANOSECONDS_PER_SECOND, timeNs };
}

function lengthOf(
  frames: number | undefined,
  seconds: number | undefined,
  signal: AbortSignal | undefined,
  rate: Rate,
): number | undefined {
  if (frames !== undefined && seconds !== undefined)
    throw invalid('durationSeconds', seconds, '`frames` is given, too; give one of them');
  if (frames !== undefined) {
    if (!Number.isSafeInteger(frames) || frames < 1)
      throw invalid('frames', frames, 'it must be a whole number from 1');
    return frames;
  }
  if (seconds !== undefined) {
    if (!Number.isFinite(seconds) || seconds <= 0)
      throw invalid('durationSeconds', seconds, 'it must be a number above 0');
    return framesIn(seconds, rate);
  }
  if (!signal)
    throw invalid('frames', frames, 'the length is not known: give `frames`, `durationSeconds` or a `signal`');
  return undefined;
}
