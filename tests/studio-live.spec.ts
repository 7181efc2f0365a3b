/** What runs elsewhere, and what the machine lacks, as the studio shows it. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { startSender } from './support/mjpeg-sender.ts';
import { TestRelay } from './support/relay.ts';
import { expect, test } from './support/test.ts';
import { Tools } from './support/tools.ts';

interface Live {
  readonly viewers: number;
  readonly live: readonly { readonly id: string; readonly name: string }[];
}

const liveOf = async (relay: TestRelay): Promise<Live> => (await (await relay.fetch('/api/live')).json()) as Live;
const part = (page: Page) => page.getByRole('region', { name: 'Live now' });
const naturalWidth = (page: Page) =>
  part(page)
    .locator('img')
    .first()
    .evaluate((image: HTMLImageElement) => image.naturalWidth);

/** Another page of the same browser that records until it is closed. */
async function recordElsewhere(page: Page, relay: TestRelay): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(`${relay.url}&scene=periods&size=320x180&fps=10&duration=open&mode=realtime&name=Elsewhere`);
  await other.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(other.getByRole('button', { name: 'Stop', exact: true })).toBeEnabled();
  return other;
}

for (const { colorScheme, width } of [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 390 },
] as const) {
  test(`a recording of another page is seen live: ${colorScheme}, ${width} pixels wide`, async ({ page, relay }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const other = await recordElsewhere(page, relay);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await page.goto(relay.url);
    await page.bringToFront();
    await part(page).scrollIntoViewIfNeeded();
    await expect.poll(() => naturalWidth(page)).toBe(320);
    const card = part(page).getByRole('article', { name: 'Elsewhere' });
    await expect(card.getByRole('row', { name: /^Thumbnail 1 / })).toBeVisible();
    await expectAccessible(page);

    await card.getByRole('button', { name: 'Copy the link to the live view of Elsewhere' }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(await card.getByRole('link', { name: 'Open the live view of Elsewhere' }).getAttribute('href'));
    const view = await page.context().newPage();
    await view.goto(link, { waitUntil: 'commit' });
    await expect(view.getByRole('img', { name: 'Live view of Elsewhere' })).toBeVisible();
    await view.close();

    await page.bringToFront();
    await other.close();
    await expect(part(page)).toHaveCount(0);
  });
}

test('nothing is encoded for a picture that is out of sight', async ({ page, relay }) => {
  await recordElsewhere(page, relay);
  await page.setViewportSize({ width: 390, height: 600 });
  await page.goto(relay.url);
  await page.bringToFront();
  await expect(part(page)).toBeAttached();
  expect((await liveOf(relay)).viewers).toBe(0);
  await part(page).scrollIntoViewIfNeeded();
  await expect.poll(async () => (await liveOf(relay)).viewers).toBe(1);
  await page.getByRole('region', { name: 'Monitor' }).scrollIntoViewIfNeeded();
  await expect.poll(async () => (await liveOf(relay)).viewers).toBe(0);
});

test('pictures of other programs are shown: two as streams, more as stills, so that the relay stays within reach', async ({
  page,
}) => {
  const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
  await using relay = await TestRelay.start({ args: names.flatMap((name) => ['--mjpeg-in', `${name}=0`]) });
  const senders = names.map((name) => startSender(relay, name));
  try {
    // So that all of them are in sight.
    await page.setViewportSize({ width: 1440, height: 3000 });
    await page.goto(relay.url);
    const pictures = part(page).locator('img');
    await expect
      .poll(() => pictures.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth)))
      .toEqual(names.map(() => 160));
    const addresses = await pictures.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).src));
    expect(addresses.map((address) => new URL(address).pathname)).toEqual(
      names.map((name, index) => `/live/${name}${index < 2 ? '.mjpeg' : '.jpg'}`),
    );
    // A browser keeps six connections to the relay: what else the page asks for is answered.
    await page.getByText('Everything the relay needs is there.').click();
    await expectAccessible(page);
  } finally {
    for (const sender of senders) sender.kill('SIGKILL');
  }
});

test('a whole machine is worth one quiet line, with all that was looked at behind it', async ({ page, relay }) => {
  await page.goto(relay.url);
  await page.getByText('Everything the relay needs is there.').click();
  await expect(page.getByText(/^GStreamer is 1\./)).toBeVisible();
  await expect(page.getByRole('region', { name: 'What is missing' })).toHaveCount(0);
  await expectAccessible(page);
});

test('what lacks is said at the top of the page, in words, with what to do', async ({ page }) => {
  await using tools = await Tools.make();
  await tools.hide('x264enc');
  await using relay = await TestRelay.start({ env: tools.env });
  for (const { colorScheme, width } of [
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 1440 },
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await page.goto(relay.url);
    const missing = page.getByRole('region', { name: 'What is missing' });
    await missing.getByText('GStreamer elements, formats, a browser').click();
    await expect(missing.getByText(/lacks x264enc/)).toBeVisible();
    await expect(missing.getByText(/install .*gstreamer1\.0-plugins-ugly/).first()).toBeVisible();
    await expectAccessible(page);
  }
});
