import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { SRGB } from '../../shared/media/colour.ts';
import type { VideoCaps } from '../../shared/media/gdp.ts';
import { Converter } from './converter.ts';
import type { GdpBuffer } from './gdp-reader.ts';

const CAPS: VideoCaps = { format: 'RGBA', width: 4, height: 2, colour: SRGB, rate: [30, 1] };
const RED = Buffer.from([255, 0, 0, 255]);
const open: Converter[] = [];

function start(elements: string[]): { converter: Converter; next(): Promise<GdpBuffer>; caps: string[] } {
  const target = new EventTarget();
  const frames: GdpBuffer[] = [];
  const caps: string[] = [];
  const converter = new Converter({
    elements,
    onCaps: (text) => caps.push(text),
    onFrame: (converted) => {
      frames.push(converted);
      target.dispatchEvent(new Event('frame'));
    },
  });
  open.push(converter);
  const next = async (): Promise<GdpBuffer> => {
    while (frames.length === 0) await once(target, 'frame');
    return frames.shift() as GdpBuffer;
  };
  return { converter, next, caps };
}

function frame(ptsNs: number, width = 4, height = 2) {
  return { ptsNs, durationNs: 33_333_333, payload: [Buffer.concat(Array.from({ length: width * height }, () => RED))] };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((converter) => converter.end()));
});

test('what comes out has the time of what went in, and the caps that were asked for', async () => {
  const { converter, next, caps } = start(['videoconvertscale', '!', 'video/x-raw,format=RGB,width=2,height=2']);
  converter.offer(frame(7_000_000_001), CAPS);
  const { ptsNs, durationNs, payload } = await next();
  expect({ ptsNs, durationNs }).toEqual({ ptsNs: 7_000_000_001, durationNs: 33_333_333 });
  // A row of two RGB pixels is padded to eight bytes.
  expect([...payload.subarray(0, 6)]).toEqual([255, 0, 0, 255, 0, 0]);
  for (const field of ['format=(string)RGB', 'width=(int)2', 'height=(int)2']) expect(caps.at(-1)).toContain(field);
});

test('frames of another size follow', async () => {
  const { converter, next } = start(['videoconvertscale', '!', 'video/x-raw,format=GRAY8,width=8,height=8']);
  converter.offer(frame(0), CAPS);
  expect((await next()).payload).toHaveLength(64);
  converter.offer(frame(1, 16, 16), { ...CAPS, width: 16, height: 16 });
  const { ptsNs, payload } = await next();
  expect([ptsNs, payload.length]).toEqual([1, 64]);
});

test('a child that does not take frames leaves the newest waiting and counts the others', async () => {
  const { converter, next } = start(['identity', 'sleep-time=200000']);
  for (let index = 0; index < 1000; index++) converter.offer(frame(index), CAPS);
  expect(converter.skippedFrames).toBe(998);
  expect((await next()).ptsNs).toBe(0);
  expect((await next()).ptsNs).toBe(999);
});

test('a child that dies takes nothing with it', async () => {
  const { converter } = start(['identity', 'error-after=1']);
  converter.offer(frame(0), CAPS);
  expect(await converter.outcome).toMatchObject({ kind: 'failed', error: { code: 'PIPELINE_FAILED' } });
  converter.offer(frame(1), CAPS);
  expect(await converter.end()).toMatchObject({ kind: 'failed' });
});

test('what is no GDP on its descriptor ends it', async () => {
  // The frame as it is, longer than any header, and then what GDP there may be.
  const { converter } = start(['fdsink', 'fd=3', 'videotestsrc', 'num-buffers=1']);
  converter.offer(frame(0, 64, 64), { ...CAPS, width: 64, height: 64 });
  expect((await converter.outcome).kind).toBe('failed');
});
