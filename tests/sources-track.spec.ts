/** MediaStreamTracks keep the times of their frames. */
import { expect, test } from './support/exact.ts';
import { decode, probe } from './support/media.ts';
import { readNumber } from './support/numbers.ts';

/** Chromium's own: a track that is written to. */
interface Generator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}
declare global {
  interface Window {
    MediaStreamTrackGenerator: new (init: { kind: 'video' }) => Generator;
  }
}

test('frames of a generated track keep their timestamps and their pixels', async ({ recorderPage, relay }) => {
  // Microseconds; a track's first frame need not be at 0.
  const stamps = [0, 33_330, 70_000, 100_010, 500_000, 2_000_000].map((stamp) => stamp + 7_000_000);
  const recording = await recorderPage.evaluate(async (timestamps) => {
    const { drawNumber, frameCount } = window.pictures;
    const track = new window.MediaStreamTrackGenerator({ kind: 'video' });
    const writer = track.writable.getWriter();
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const count = frameCount();
    const recorder = new window.reelay.Recorder({
      preset: 'mkv-lossless',
      fps: 60,
      size: { width: 320, height: 240 },
      name: 'track',
      onProgress: count.onProgress,
    });
    await recorder.start(track);
    for (const [index, timestamp] of timestamps.entries()) {
      drawNumber(context, index + 1, 320, 240);
      // Once more where nobody was reading yet; what has been captured is not captured again.
      await count.until(index + 1, () => writer.write(new VideoFrame(canvas, { timestamp })));
    }
    await writer.close();
    await recorder.ended;
    return recorder.stop();
  }, stamps);
  expect(recording).toMatchObject({ frames: 6, dropped: 0, gaps: [] });
  const file = relay.file('track.mkv');
  const { pts, timeBase } = await probe(file);
  expect(pts.map((tick) => Math.round((tick * timeBase[0] * 1e6) / timeBase[1]))).toEqual(
    stamps.map((stamp) => stamp - 7_000_000),
  );
  const { frames } = await decode(file);
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a pause takes the time between out of a track', async ({ recorderPage, relay }) => {
  await recorderPage.evaluate(async () => {
    const { drawNumber, frameCount, nextFrame } = window.pictures;
    const track = new window.MediaStreamTrackGenerator({ kind: 'video' });
    const writer = track.writable.getWriter();
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const count = frameCount();
    const recorder = new window.reelay.Recorder({
      preset: 'mkv-lossless',
      fps: 50,
      size: { width: 320, height: 240 },
      name: 'paused',
      onProgress: count.onProgress,
    });
    await recorder.start(track);
    const write = (number: number, timestamp: number): Promise<void> => {
      drawNumber(context, number, 320, 240);
      return writer.write(new VideoFrame(canvas, { timestamp }));
    };
    for (let index = 0; index < 3; index++) {
      await count.until(index + 1, () => write(index, index * 100_000));
    }
    await recorder.pause();
    for (let index = 0; index < 3; index++) {
      await write(4000, 300_000 + index * 100_000);
      for (let frame = 0; frame < 6; frame++) await nextFrame();
    }
    await recorder.resume();
    for (let index = 3; index < 6; index++) {
      await count.until(index + 1, () => write(index, 10_000_000 + index * 100_000));
    }
    await recorder.stop();
  });
  const { pts, timeBase } = await probe(relay.file('paused.mkv'));
  // The first frame after the pause stands one frame of the nominal rate after the last one before it.
  expect(pts.map((tick) => Math.round((tick * timeBase[0] * 1000) / timeBase[1]))).toEqual([
    0, 100, 200, 220, 320, 420,
  ]);
  const { frames } = await decode(relay.file('paused.mkv'));
  expect(frames.map((frame) => readNumber(frame, 320, 240))).toEqual([0, 1, 2, 3, 4, 5]);
});

test('canvas.captureStream(): later frames show later drawings', async ({ recorderPage, relay }) => {
  const { drawn, recording } = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber, frameCount } = window.pictures;
    const canvas = addCanvas(320, 240);
    const context = context2d(canvas, { alpha: false });
    let index = 0;
    const draw = (): void => {
      drawNumber(context, index++, 320, 240);
      requestAnimationFrame(draw);
    };
    draw();
    const [track] = canvas.captureStream().getVideoTracks();
    if (!track) throw new Error('no track');
    const count = frameCount();
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'stream', onProgress: count.onProgress });
    await recorder.start(track);
    await count.reached(8);
    const made = await recorder.stop();
    track.stop();
    return { drawn: index, recording: made };
  });
  expect(recording).toMatchObject({ width: 320, height: 240 });
  const { frames } = await decode(relay.file('stream.mp4'));
  const numbers = frames.map((frame) => readNumber(frame, 320, 240));
  expect(numbers).toHaveLength(recording.frames);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(numbers.at(-1)).toBeLessThan(drawn);
});

test('a track of given length ends by itself, and one that stops ends the source', async ({ recorderPage }) => {
  const result = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, drawNumber, frameCount } = window.pictures;
    const canvas = addCanvas(160, 120);
    const context = context2d(canvas);
    let index = 0;
    const draw = (): void => {
      drawNumber(context, index++, 160, 120);
      requestAnimationFrame(draw);
    };
    draw();
    const [first, second] = [canvas.captureStream().getVideoTracks()[0], canvas.captureStream().getVideoTracks()[0]];
    if (!first || !second) throw new Error('no track');
    const limited = await window.reelay.record(first, { fps: 20, frames: 10 });
    const count = frameCount();
    const recorder = new window.reelay.Recorder({ fps: 20, onProgress: count.onProgress });
    await recorder.start(second);
    await count.reached(4);
    second.stop();
    await recorder.ended;
    const stopped = await recorder.stop();
    return { limited, stopped };
  });
  expect(result.limited.durationSeconds).toBeLessThanOrEqual(0.5);
  expect(result.limited.frames).toBeGreaterThan(0);
  expect(result.stopped.frames).toBeGreaterThanOrEqual(4);
});

test('a track on which nothing moves any more ends after its length all the same', async ({ recorderPage, relay }) => {
  const recording = await recorderPage.evaluate(async () => {
    const track = new window.MediaStreamTrackGenerator({ kind: 'video' });
    const writer = track.writable.getWriter();
    const canvas = new OffscreenCanvas(64, 64);
    canvas.getContext('2d')?.fillRect(0, 0, 64, 64);
    const count = window.pictures.frameCount();
    const made = window.reelay.record(track, {
      fps: 20,
      frames: 20,
      size: { width: 64, height: 64 },
      name: 'still',
      onProgress: count.onProgress,
    });
    await count.until(1, () => writer.write(new VideoFrame(canvas, { timestamp: 0 })));
    return made;
  });
  expect(recording.frames).toBe(1);
  expect((await probe(relay.file('still.mp4'))).pts).toEqual([0]);
});

test('tracks that cannot be recorded are refused, each with its reason', async ({ recorderPage }) => {
  const errors = await recorderPage.evaluate(async () => {
    const { addCanvas, context2d, rejection } = window.pictures;
    const canvas = addCanvas(160, 120);
    context2d(canvas);
    const [live, ended] = [canvas.captureStream().getVideoTracks()[0], canvas.captureStream().getVideoTracks()[0]];
    const [audio] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
    ended?.stop();
    const { Recorder } = window.reelay;
    return {
      offline: await rejection(new Recorder({ mode: 'offline' }).start(live)),
      ended: await rejection(new Recorder().start(ended)),
      audio: await rejection(new Recorder().start(audio)),
      sizeless: await rejection(new Recorder().start(new window.MediaStreamTrackGenerator({ kind: 'video' }))),
    };
  });
  expect(errors.offline).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('`mode`') });
  expect(errors.ended).toMatchObject({ code: 'SOURCE_ENDED' });
  expect(errors.audio).toMatchObject({ code: 'SOURCE_UNSUPPORTED', remedy: 'Pass a video track.' });
  expect(errors.sizeless).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('`size`') });
});
