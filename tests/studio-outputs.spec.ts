/** Several files of one recording in the studio. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { probe } from './support/media.ts';
import { expect, test } from './support/test.ts';

const record = (page: Page) => page.getByRole('button', { name: 'Record', exact: true });
const files = (page: Page) => page.getByRole('region', { name: 'Files' });

test('two formats make two files: one card, both to be played and downloaded', async ({ page, relay }) => {
  await page.goto(`${relay.url}&scene=periods&size=320x180&fps=10&duration=1`);
  await expect(record(page)).toBeEnabled();
  await page.getByRole('combobox', { name: 'Also as' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('option', { name: /^WebM \(VP8\)/ }).click();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/preset=mp4%2Cwebm-vp8/);
  await record(page).click();

  await expect(files(page).getByRole('link', { name: 'Periods.mp4', exact: true })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await expect(page.locator('reelay-recordings').getByRole('link')).toHaveCount(1);
  await expect(page.locator('reelay-recordings').getByRole('link')).toContainText('2 files');
  await files(page).getByRole('link', { name: 'Periods.webm', exact: true }).click();
  const video = page.locator('video');
  await expect(video).toHaveAttribute('src', /Periods\.webm/);
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThanOrEqual(2);
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    files(page).getByRole('link', { name: 'Download Periods.webm' }).click(),
  ]);
  expect((await probe(await saved.path())).pts).toHaveLength(10);
  await expectAccessible(page);
});

test('a file that failed says why; the others are whole', async ({ page, relay }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${relay.url}&scene=periods&size=320x180&fps=30&duration=open&mode=realtime&preset=mp4,webm-vp8`);
  await record(page).click();
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await expect(stop).toBeEnabled();
  await expect
    .poll(async () => (await relay.sidecar('Periods.webm').catch(() => undefined))?.frames ?? 0)
    .toBeGreaterThan(0);
  process.kill((await relay.sidecar('Periods.webm')).writers?.pipeline ?? 0, 'SIGKILL');
  await expect.poll(async () => (await relay.sidecar('Periods.webm')).error?.code).toBe('PIPELINE_KILLED');
  await stop.click();
  await expect(files(page)).toContainText('ended from outside');
  await expect(page.locator('video')).toHaveAttribute('src', /Periods\.mp4/);
  await expectAccessible(page);
});
