/** Recordings that are no videos, in the studio: pictures that move, and folders: a playlist that plays while it grows, pictures. */
import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/test.ts';

const record = (page: Page) => page.getByRole('button', { name: 'Record', exact: true });
const download = (page: Page) => page.getByRole('link', { name: 'Download', exact: true });

test('PNG pictures: the first is shown, and all come as one archive', async ({ page, relay }) => {
  await page.goto(`${relay.url}&scene=periods&size=320x180&fps=10&duration=0.5&preset=png`);
  await record(page).click();
  const first = page.getByRole('img', { name: 'The first picture of the recording Periods' });
  await expect(page.getByRole('region', { name: 'Monitor' })).toContainText('The first picture');
  await expect.poll(() => first.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  const [saved] = await Promise.all([page.waitForEvent('download'), download(page).click()]);
  expect(saved.suggestedFilename()).toBe('Periods.png.tar');
  const names = execFileSync('tar', ['--list', '--file', await saved.path()], { encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(names).toEqual(Array.from({ length: 5 }, (_, index) => `Periods.png/00000${index}.png`));
  await expectAccessible(page);
});

for (const preset of ['apng', 'webp', 'gif']) {
  test(`${preset}: the picture moves in place`, async ({ page, relay }) => {
    await page.goto(`${relay.url}&scene=periods&size=160x90&fps=10&duration=0.5&preset=${preset}`);
    await record(page).click();
    const picture = page.getByRole('img', { name: 'The recording Periods' });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(160);
    await expect(picture).toHaveAttribute('src', new RegExp(`/recordings/Periods\\.${preset}\\?`));
    await expect(download(page)).toHaveAttribute('download', `Periods.${preset}`);
  });
}

test('HLS plays in place, while it is recorded and afterwards', async ({ page, relay }) => {
  const other = await page.context().newPage();
  await other.goto(`${relay.url}&scene=periods&size=320x180&fps=10&duration=open&mode=realtime&preset=hls`);
  await record(other).click();
  await expect
    .poll(async () => (await relay.fetch('/recordings/Periods.hls/index.m3u8')).status, { timeout: 60_000 })
    .toBe(200);
  await page.goto(relay.url);
  await page.bringToFront();
  await page
    .locator('reelay-recordings')
    .getByRole('link', { name: /^Periods/ })
    .click();
  const video = page.getByLabel('The recording Periods');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBe(320);
  await expectAccessible(page);
  await other.bringToFront();
  await other.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(download(other)).toBeVisible();
  await page.bringToFront();
  await expect(download(page)).toBeVisible();
});
