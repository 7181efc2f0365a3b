/** A suite of DOM tests recorded by nothing, by Reelay and by Playwright; and what each misses of a page that numbers its frames. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { shownFrames } from '../lib/frame-numbers.ts';
import { compareWithDrawn } from '../peers/verify.ts';
import type { Row, Sample } from '../row.ts';
import { runSuite, type Way } from './run-suite.ts';

const WAYS: readonly { readonly way: Way; readonly title: string }[] = [
  { way: 'nothing', title: 'not recorded' },
  { way: 'reelay', title: 'Reelay, MP4, 30 frames/s' },
  { way: 'playwright', title: 'Playwright’s video, WebM, 30 frames/s' },
];
/** Each test of the suite, so often. */
const REPEAT = 3;
const FPS = 30;
const WIDTH = 1280;

/** @param folder for what comes of it, which is overwritten */
export function playwrightRows(folder: string): Row[] {
  const suites = WAYS.map(
    ({ way, title }): Row => ({
      id: `playwright/suite/${way}`,
      title,
      unit: 'ms',
      ...(way === 'nothing' ? {} : { against: 'playwright/suite/nothing' }),
      measure: () => measureSuite(way, folder),
    }),
  );
  const numbers = WAYS.filter(({ way }) => way !== 'nothing').map(
    ({ way, title }): Row => ({
      id: `playwright/frames/${way}`,
      title,
      unit: 'frames/s',
      measure: (frames) => measureFrames(way, folder, frames / FPS),
    }),
  );
  return [...suites, ...numbers];
}

/** Mean over all tests, what a recording takes to begin and end included, ms. */
async function measureSuite(way: Way, folder: string): Promise<Sample> {
  const { durationsMs } = await runSuite({ way, file: 'dom.pw.ts', folder: await emptied(folder), repeat: REPEAT });
  return { value: durationsMs.reduce((sum, duration) => sum + duration, 0) / durationsMs.length };
}

/** Frames of a page at 1280 x 720 that are in the file, for each second of the drawing. */
async function measureFrames(way: Way, folder: string, seconds: number): Promise<Sample> {
  const { attachments } = await runSuite({ way, file: 'numbers.pw.ts', folder: await emptied(folder), seconds });
  const file = attachments.find(({ contentType }) => contentType.startsWith('video/'))?.path;
  const body = attachments.find(({ name }) => name === 'drawn')?.body;
  if (file === undefined || body === undefined) throw new Error(`${way} left no file`);
  const drawn = JSON.parse(Buffer.from(body, 'base64').toString()) as number[];
  const { kept, lost, doubled, timeErrorMs } = compareWithDrawn(await shownFrames(file, WIDTH), drawn, FPS);
  return {
    value: kept / (((drawn.at(-1) ?? 0) + 1) / FPS),
    details: { drawn: drawn.length, missing: lost, doubled, 'time error, ms': timeErrorMs },
  };
}

async function emptied(folder: string): Promise<string> {
  const own = path.join(folder, 'playwright');
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  return own;
}
