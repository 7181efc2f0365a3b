import { expect, it, onTestFinished } from 'vitest';
import { SRGB } from '../../shared/media/colour.ts';
import { frameLayout } from '../../shared/media/formats.ts';
import { convertToI420 } from '../../shared/media/i420.ts';
import { blendOverBlack } from './blend.ts';
import { FormMaker, type MadeFrame } from './form-maker.ts';
import type { FrameCaps, FrameForm } from './frame-form.ts';

const CAPS: FrameCaps = { format: 'BGRA', width: 6, height: 4, colour: SRGB };
const { bytes: BYTES } = frameLayout('BGRA', CAPS.width, CAPS.height);
const I420: FrameForm = { opaque: true, matrix: 'bt709' };
const RGB: FrameForm = { opaque: true, matrix: undefined };

function open(): { maker: FormMaker; make(index: number, form: FrameForm, caps?: FrameCaps): Promise<MadeFrame> } {
  const maker = new FormMaker((error) => {
    throw error;
  });
  onTestFinished(() => maker.close());
  return {
    maker,
    make(index, form, caps = CAPS) {
      const pixels = picture(index);
      const frame = { ptsNs: index, durationNs: 1, payload: [pixels.subarray(0, 7), pixels.subarray(7)] };
      return new Promise((resolve) => maker.make(frame, caps, form, resolve));
    },
  };
}

function picture(index: number): Uint8Array {
  return Uint8Array.from({ length: BYTES }, (_, at) => (at * 37 + index * 11) & 0xff);
}

/** What is to come of `picture(index)`. */
function expected(index: number, { matrix }: FrameForm, blueFirst = true): Uint8Array {
  const pixels = picture(index);
  blendOverBlack(pixels);
  if (!matrix) return pixels;
  const layout = frameLayout('I420', CAPS.width, CAPS.height);
  const target = new Uint8Array(layout.bytes);
  convertToI420({ pixels, width: CAPS.width, height: CAPS.height, blueFirst }, matrix, target, layout);
  return target;
}

const payloadOf = ({ frame }: MadeFrame): Buffer => Buffer.concat(frame.payload);

it('frames come back in order, in the form each was asked for, with their times', async () => {
  const { make } = open();
  const made = await Promise.all([make(0, I420), make(1, RGB), make(2, I420, { ...CAPS, format: 'RGBA' })]);
  expect(made.map(({ frame }) => frame.ptsNs)).toEqual([0, 1, 2]);
  expect(made.map(payloadOf).map((pixels) => pixels.toString('hex'))).toEqual(
    [expected(0, I420), expected(1, RGB), expected(2, I420, false)].map((pixels) =>
      Buffer.from(pixels).toString('hex'),
    ),
  );
});

it('a frame that is held is not written over while others are made, in memory that was let go', async () => {
  const { make } = open();
  const held = await make(0, RGB);
  const before = payloadOf(held);
  for (let index = 1; index <= 20; index++) {
    const made = await make(index, RGB);
    expect(payloadOf(made).equals(Buffer.from(expected(index, RGB)))).toBe(true);
    made.release();
  }
  expect(payloadOf(held).equals(before)).toBe(true);
});

it('whoever waits until all is made is not left waiting by a close', async () => {
  const { maker, make } = open();
  let made = 0;
  void make(0, I420).then(() => made++);
  await maker.idle();
  await Promise.resolve();
  expect(made).toBe(1);
  void make(1, I420);
  const idle = maker.idle();
  await maker.close();
  await idle;
});
