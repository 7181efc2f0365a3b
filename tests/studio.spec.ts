/** The studio, used as a person would use it: by role and name, by keys, at two widths, in light and dark. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { probe } from './support/media.ts';
import { expect, test } from './support/test.ts';

const SHORT = 'scene=test-pattern&size=320x180&fps=30&duration=1';

const record = (page: Page) => page.getByRole('button', { name: 'Record', exact: true });
const stop = (page: Page) => page.getByRole('button', { name: 'Stop', exact: true });
const download = (page: Page) => page.getByRole('link', { name: 'Download', exact: true });
const cards = (page: Page) => page.locator('reelay-recordings').getByRole('link');

test('a newcomer presses Record and gets a file that plays in place', async ({ page, relay }) => {
  await page.goto(`${relay.url}&${SHORT}`);
  await record(page).click();
  await expect(download(page)).toBeVisible();
  const video = page.locator('video');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThanOrEqual(2);
  expect(await video.evaluate((element: HTMLVideoElement) => [element.videoWidth, element.videoHeight])).toEqual([
    320, 180,
  ]);
  expect((await probe(relay.file('Test-pattern.mp4'))).pts).toHaveLength(30);
});

test('the download is the file, under its name', async ({ page, relay }) => {
  await page.goto(`${relay.url}&${SHORT}&name=Take+one`);
  await record(page).click();
  await expect(download(page)).toBeVisible();
  const [saved] = await Promise.all([page.waitForEvent('download'), download(page).click()]);
  expect(saved.suggestedFilename()).toBe('Take-one.mp4');
  expect((await probe(await saved.path())).pts).toHaveLength(30);
});

test('recordings survive a reload, each with a picture, and go when deleted', async ({ page, relay }) => {
  await page.goto(`${relay.url}&${SHORT}`);
  await record(page).click();
  await expect(download(page)).toBeVisible();
  await page.reload();
  await expect(cards(page)).toHaveCount(1);
  const picture = page.locator('reelay-recordings img');
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);
  await cards(page).click();
  await expect(download(page)).toBeVisible();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete recording' }).click();
  await expect(cards(page)).toHaveCount(0);
  expect((await (await relay.fetch('/api/recordings')).json()) as unknown).toEqual({ recordings: [] });
});

test('keys record, pause, go on and stop', async ({ page, relay }) => {
  await page.goto(`${relay.url}&scene=periods&size=320x180&fps=30&duration=open&mode=realtime`);
  await expect(record(page)).toBeEnabled();
  await page.keyboard.press('r');
  await expect(stop(page)).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeEnabled();
  await expect(page.getByRole('timer', { name: 'Recorded' })).not.toHaveText('00:00:00:00');
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(download(page)).toBeVisible();
  const [sidecar] = (
    (await (await relay.fetch('/api/recordings')).json()) as { recordings: { mode: string; pauses: unknown[] }[] }
  ).recordings;
  expect(sidecar).toMatchObject({ mode: 'realtime' });
  expect(sidecar?.pauses).toHaveLength(1);
});

for (const [id, title] of [
  ['test-pattern', 'Test pattern'],
  ['murmuration', 'Murmuration'],
  ['strata', 'Strata'],
  ['columns', 'Columns'],
  ['titles', 'Titles'],
  ['periods', 'Periods'],
] as const) {
  test(`the animation ${title} records`, async ({ page, relay }) => {
    await page.goto(`${relay.url}&scene=${id}&size=320x180&fps=10&duration=1`);
    await expect(page.getByRole('radio', { name: title })).toBeChecked();
    await record(page).click();
    await expect(download(page)).toBeVisible();
    const [sidecar] = ((await (await relay.fetch('/api/recordings')).json()) as { recordings: { frames: number }[] })
      .recordings;
    expect(sidecar).toMatchObject({ frames: 10, dropped: 0 });
  });
}

test('a quality the format cannot have is shown as such', async ({ page, relay }) => {
  await page.goto(`${relay.url}&preset=mp4`);
  await expect(page.getByRole('radio', { name: 'Lossless' })).toBeDisabled();
  await page.goto(`${relay.url}&preset=mkv-lossless`);
  await expect(page.getByRole('radio', { name: 'Lossless' })).toBeEnabled();
});

test('a failure says what happened and what to do, and the next recording works', async ({ page, relay }) => {
  await page.goto(`${relay.url}&scene=periods&size=320x180&fps=30&duration=open`);
  await record(page).click();
  await expect(stop(page)).toBeEnabled();
  await expect
    .poll(async () => (await relay.fetch('/api/recordings')).json())
    .toMatchObject({ recordings: [{ state: 'recording' }] });
  const [file] = (
    (await (await relay.fetch('/api/recordings')).json()) as { recordings: { file: string }[] }
  ).recordings.map((recording) => recording.file);
  const { writers } = await relay.sidecar(file ?? '');
  process.kill(writers?.pipeline ?? 0, 'SIGKILL');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('ended from outside');
  await expect(alert).toContainText('PIPELINE_KILLED');
  await page.goto(`${relay.url}&${SHORT}`);
  await record(page).click();
  await expect(download(page)).toBeVisible();
});

test('without the token the page says how to get in', async ({ page, relay }) => {
  const answer = await page.goto(`${relay.origin}/`);
  expect(answer?.status()).toBe(401);
  await expect(page.locator('body')).toContainText('Open the address the relay printed');
});

for (const { colorScheme, width } of [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const) {
  test(`axe finds nothing: ${colorScheme}, ${width} pixels wide; idle, recording, finished`, async ({
    page,
    relay,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${relay.url}&scene=titles&size=320x180&fps=30&duration=open`);
    await expect(record(page)).toBeEnabled();
    await expectAccessible(page);
    await record(page).click();
    await expect(stop(page)).toBeEnabled();
    await expectAccessible(page);
    await stop(page).click();
    await expect(download(page)).toBeVisible();
    await expectAccessible(page);
  });
}
