/** Live views in a real browser: what an <img> shows while a recording runs, by its pixels. */
import type { Page } from '@playwright/test';
import { startSender } from './support/mjpeg-sender.ts';
import { TestRelay } from './support/relay.ts';
import { expect, test } from './support/test.ts';

interface Listed {
  readonly id: string;
  readonly views: readonly { readonly size: string; readonly viewers: number }[];
}

async function listed(relay: TestRelay): Promise<Listed[]> {
  const { live } = (await (await relay.fetch('/api/live')).json()) as { live: Listed[] };
  return live;
}

/** Colours in the middle of the four quarters of the page's first picture, each channel in steps of 32; empty while there is none. */
function quarters(page: Page): Promise<string> {
  return page.evaluate(() => {
    const image = document.querySelector('img');
    if (!image || image.naturalWidth === 0) return '';
    const { naturalWidth: width, naturalHeight: height } = image;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', {
      willReadFrequently: true,
    });
    context?.drawImage(image, 0, 0);
    const colour = (x: number, y: number): string => {
      const [red = 0, green = 0, blue = 0] = context?.getImageData(x * width, y * height, 1, 1).data ?? [];
      return [red, green, blue].map((channel) => Math.round(channel / 32)).join(' ');
    };
    return [colour(0.25, 0.25), colour(0.75, 0.25), colour(0.25, 0.75), colour(0.75, 0.75)].join(', ');
  });
}

const RED_GREEN_BLUE_WHITE = '8 0 0, 0 8 0, 0 0 8, 8 8 8';
const WHITE_BLUE_GREEN_RED = '8 8 8, 0 0 8, 0 8 0, 8 0 0';

test('a recording is shown while it runs, its own page and another one alike, the newest frame at once', async ({
  recorderPage,
  relay,
  pages,
  context,
}) => {
  /** Records one frame with these colours in its quarters. */
  const capture = (colours: readonly string[]): Promise<void> =>
    recorderPage.evaluate((given) => window.captureQuarters(given), colours);
  await recorderPage.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
    const drawing = canvas.getContext('2d');
    const recorder = new window.reelay.Recorder({ fps: 30, name: 'quarters' });
    await recorder.start(canvas);
    window.captureQuarters = async (colours) => {
      colours.forEach((colour, index) => {
        if (drawing) drawing.fillStyle = colour;
        drawing?.fillRect((index % 2) * 160, index < 2 ? 0 : 120, 160, 120);
      });
      await recorder.capture();
    };
    window.stopQuarters = async () => void (await recorder.stop());
  });
  await capture(['#f00', '#0f0', '#00f', '#fff']);
  const [{ id } = { id: '' }] = await listed(relay);

  const own = await context.newPage();
  const violations: string[] = [];
  own.on('console', (message) => violations.push(message.text()));
  await own.goto(`${relay.origin}/live/${id}?token=${relay.token}`);
  const other = await context.newPage();
  const address = `${relay.origin}/live/${id}.mjpeg?size=thumb&token=${relay.token}`;
  await other.goto(pages.add('/viewer.html', `<!doctype html><img crossorigin="anonymous" src="${address}" alt="">`), {
    waitUntil: 'commit',
  });
  for (const page of [own, other]) await expect.poll(() => quarters(page)).toBe(RED_GREEN_BLUE_WHITE);

  // One frame more, and none after it that would push it out.
  await capture(['#fff', '#00f', '#0f0', '#f00']);
  for (const page of [own, other]) await expect.poll(() => quarters(page)).toBe(WHITE_BLUE_GREEN_RED);
  expect(violations).toEqual([]);

  await other.close();
  await expect.poll(async () => (await listed(relay))[0]?.views.map(({ viewers }) => viewers)).toEqual([0, 0, 1]);
  await recorderPage.evaluate(() => window.stopQuarters());
  expect(await relay.sidecar('quarters.mp4')).toMatchObject({ state: 'finished', frames: 2, dropped: 0 });
  // The last picture stays.
  expect(await quarters(own)).toBe(WHITE_BLUE_GREEN_RED);
});

test('pictures of another GStreamer process are shown, by the command line that the help gives', async ({ page }) => {
  await using relay = await TestRelay.start({ args: ['--mjpeg-in', 'camera=0'] });
  const sender = startSender(relay, 'camera');
  try {
    await page.goto(`${relay.origin}/live/camera?token=${relay.token}`, { waitUntil: 'commit' });
    await expect.poll(() => quarters(page)).toBe('0 0 8, 0 0 8, 0 0 8, 0 0 8');
  } finally {
    sender.kill('SIGKILL');
  }
});

declare global {
  interface Window {
    captureQuarters(colours: readonly string[]): Promise<void>;
    stopQuarters(): Promise<void>;
  }
}
