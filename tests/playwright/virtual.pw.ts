/** A page in virtual time, of which no frame may be missing. */
import { expect, test } from 'reelay/playwright';

test('draws each frame', async ({ page }) => {
  await page.goto('/numbered');
  await expect.poll(async () => Number(await page.title())).toBeGreaterThan(15);
});
