/** A recording that goes on until the test ends it, or until it fails. */
import type { Page } from '@playwright/test';
import type { Recording, RecorderOptions } from '../../web/recorder/index.ts';
import { DRAW_NUMBER } from './numbers.ts';

const SIZE = { width: 160, height: 120 } as const;

/** How a recording ended, as the page was told. */
export type Outcome =
  | { readonly kind: 'finished'; readonly recording: Recording }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
      readonly recording: Recording | undefined;
    };

declare global {
  interface Window {
    /** Set to end the endless recording. */
    isEnough: boolean;
    acceptedFrames: number;
    outcome: Promise<Outcome>;
  }
}

/** Callbacks and elements stay in the page. */
export interface EndlessOptions extends Omit<RecorderOptions, 'onProgress' | 'preview' | 'onState'> {
  /** Below the number is noise, which no encoder makes small, and frames come as fast as they are taken, not one a rendering. */
  readonly flood?: boolean;
}

/** Starts recording numbered frames. Resolves when the relay has accepted the recording, or when it failed before. */
export async function startEndless(page: Page, { flood = false, ...options }: EndlessOptions = {}): Promise<void> {
  await page.evaluate(
    async ({ source, options: given, size, isFlood }) => {
      const drawNumber = new Function(`${source}; return drawNumber;`)() as (
        context: CanvasRenderingContext2D,
        index: number,
        width: number,
        height: number,
      ) => void;
      const canvas = Object.assign(document.createElement('canvas'), size);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no 2d context');
      const noise = context.createImageData(size.width, size.height / 2);
      const drawNoise = (): void => {
        for (let at = 0; at < noise.data.length; at++) noise.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
        context.putImageData(noise, 0, size.height / 2);
      };
      window.isEnough = false;
      window.acceptedFrames = 0;
      const recorder = new window.reelay.Recorder({
        fps: 30,
        ...given,
        onProgress: ({ acceptedFrames }) => (window.acceptedFrames = acceptedFrames),
      });
      const started = recorder.start(canvas);
      const run = async (): Promise<Recording> => {
        await started;
        for (let index = 0; !window.isEnough; index++) {
          drawNumber(context, index, size.width, size.height);
          if (isFlood) drawNoise();
          else await new Promise(requestAnimationFrame);
          await recorder.capture();
        }
        return recorder.stop();
      };
      window.outcome = run().then(
        (recording): Outcome => ({ kind: 'finished', recording }),
        (error: unknown): Outcome => {
          const { code, message, remedy, recording } = error as Extract<Outcome, { kind: 'failed' }>;
          return { kind: 'failed', code, message, remedy, recording };
        },
      );
      await started.catch(() => undefined);
    },
    { source: DRAW_NUMBER, options, size: SIZE, isFlood: flood },
  );
}

/** Resolves when the pipeline has accepted `frames` of the endless recording. */
export async function accepted(page: Page, frames: number): Promise<void> {
  await page.waitForFunction((count) => window.acceptedFrames >= count, frames);
}

/** Ends the endless recording in order; or, where it has failed, tells how. */
export async function endOf(page: Page): Promise<Outcome> {
  return page.evaluate(() => {
    window.isEnough = true;
    return window.outcome;
  });
}

/** How the endless recording failed, once it has. */
export async function failureOf(page: Page): Promise<Extract<Outcome, { kind: 'failed' }>> {
  const outcome = await page.evaluate(() => window.outcome);
  if (outcome.kind !== 'failed') throw new Error('the recording did not fail');
  return outcome;
}
