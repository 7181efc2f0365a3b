import { expect, it, onTestFinished } from 'vitest';
import type { EncodedCaps } from '../../shared/media/codecs.ts';
import { I420_COLOUR } from '../../shared/media/i420.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { Decoder, decodedCaps } from '../pipeline/decoder.ts';
import { requireDecoder } from '../pipeline/decoders.ts';
import { inspectGStreamer } from '../pipeline/preflight.ts';
import { encodedFrames } from '../pipeline/testing/chunks.ts';
import type { PipelineFrame } from '../pipeline/types.ts';
import type { Tap } from '../taps/tap.ts';
import { TapDecoding } from './tap-decoding.ts';

const SIZE = { width: 64, height: 48 } as const;
const CAPS: EncodedCaps = { codec: 'vp8', ...SIZE, colour: I420_COLOUR.bt601, rate: [30, 1] };
/** One in ten stands alone. */
const GROUP = 10;

/** Somebody who may look, and what was seen. */
class Viewer implements Tap {
  isWatching = false;
  readonly seen: Nanoseconds[] = [];
  #begun: () => void = () => undefined;
  #wake: () => void = () => undefined;

  whenWatched(begun: () => void): void {
    this.#begun = begun;
  }

  forget(): void {}

  offer({ ptsNs }: PipelineFrame): void {
    this.seen.push(ptsNs);
    this.#wake();
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  look(): void {
    this.isWatching = true;
    this.#begun();
  }

  /** Resolves when the frame with this PTS was seen. */
  async has(ptsNs: Nanoseconds): Promise<void> {
    while (!this.seen.includes(ptsNs)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** The decoding for one viewer; frame `index` has the PTS `index`. */
async function decoding(frames: number) {
  const { chunks } = await encodedFrames('vp8', frames, SIZE);
  const elements = requireDecoder('vp8', await inspectGStreamer());
  const viewer = new Viewer();
  const told = { started: 0, keysAsked: 0 };
  let decoder: Decoder | undefined;
  const decoders = new TapDecoding({
    taps: [viewer],
    caps: CAPS,
    tapCaps: { ...decodedCaps(CAPS), rate: CAPS.rate },
    startDecoder(onFrame) {
      told.started++;
      decoder = new Decoder(SIZE, { elements, onFrame });
      return decoder;
    },
    requestKey: () => told.keysAsked++,
  });
  onTestFinished(() => decoders.end());
  const offer = (index: number): void =>
    decoders.offer({
      ...{ ptsNs: index, durationNs: 1, isKey: index % GROUP === 0 },
      payload: [chunks[index % frames] ?? Buffer.alloc(0)],
    });
  return { viewer, told, offer, inside: () => decoder?.inside };
}

it('nobody looks: nothing is decoded. Who begins to sees the newest picture, though none comes after it', async () => {
  const { viewer, told, offer } = await decoding(15);
  for (let index = 0; index < 15; index++) offer(index);
  expect(told.started).toBe(0);
  viewer.look();
  await viewer.has(14);
  // From the last frame on that stands alone.
  expect(viewer.seen).toEqual([10, 11, 12, 13, 14]);
  expect(told).toEqual({ started: 1, keysAsked: 0 });
});

it('what the decoder cannot follow is left out up to a key frame, asked for when it can follow again (rule 47)', async () => {
  const { viewer, told, offer, inside } = await decoding(2 * GROUP);
  viewer.look();
  // All at once: no decoder takes so many.
  for (let index = 0; index < 500; index++) offer(index);
  // While it is behind nothing is added, not even frames that stand alone; and none is asked for but at the beginning.
  expect(inside()).toBe(256);
  expect(told.keysAsked).toBe(1);
  await viewer.has(255);
  expect(told.keysAsked).toBe(2);
  for (let index = 500; !viewer.seen.some((ptsNs) => ptsNs >= 500); index++) {
    offer(index);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(told.started).toBe(1);
  // Where frames are missing, what follows stands alone.
  const afterGaps = viewer.seen.filter((ptsNs, at) => at > 0 && ptsNs !== (viewer.seen[at - 1] ?? 0) + 1);
  expect(afterGaps.length).toBeGreaterThan(0);
  expect(afterGaps.map((ptsNs) => ptsNs % GROUP)).toEqual(afterGaps.map(() => 0));
});
