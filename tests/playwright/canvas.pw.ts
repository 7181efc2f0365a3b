/** A canvas, recorded as it was drawn by the recorder in its page, also when another page takes the place of that. */
import { expect, test } from 'reelay/playwright';

test('records its canvas', async ({ page, reelay }) => {
  await page.goto('/red');
  await page.goto('/numbered?from=100');
  await reelay.chapter('The first page');
  await expect.poll(async () => Number(await page.title())).toBeGreaterThan(120);
  await page.goto('/numbered?from=1000');
  await reelay.chapter('The second page');
  await expect.poll(async () => Number(await page.title())).toBeGreaterThan(1020);
  const file = await reelay.stop();
  expect(file?.frames).toBeGreaterThan(10);
});
