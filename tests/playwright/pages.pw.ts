/** Pages that load others, open popups, reload and crash; pauses, chapters, steps. */
import { expect, test } from 'reelay/playwright';

/** Long enough to be seen in the recording, also where the machine has much else to do. */
const A_WHILE_MS = 1_000;
/** Of what must not be seen. */
const A_MOMENT_MS = 200;

test('goes through pages', async ({ page, reelay }) => {
  await page.goto('/red');
  await reelay.chapter('Red = "first"; #1');
  await page.waitForTimeout(A_WHILE_MS);
  await page.goto('/lime');
  await reelay.chapter('Lime');
  await page.reload();
  const opened = page.waitForEvent('popup');
  await page.evaluate(() => void window.open('/blue', '', 'popup,width=320,height=240'));
  const popup = await opened;
  await expect(popup).toHaveTitle('blue');
  await popup.waitForTimeout(A_WHILE_MS);
  await popup.close();
  await reelay.pause();
  await page.goto('/yellow');
  await page.waitForTimeout(A_MOMENT_MS);
  await page.goto('/lime');
  await page.waitForTimeout(A_WHILE_MS);
  await reelay.resume();
  await page.waitForTimeout(A_WHILE_MS);
  const file = await reelay.stop();
  expect(file?.frames).toBeGreaterThan(2);
  // What comes now is not asked for.
  await page.goto('/yellow');
});

test('crashes', async ({ page }) => {
  await page.goto('/red');
  await page.waitForTimeout(A_WHILE_MS);
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
});

test('has a clock of its own', async ({ page }) => {
  await page.clock.install({ time: '2024-02-02T08:00:00Z' });
  await page.goto('/red');
  await page.waitForTimeout(A_WHILE_MS);
  await page.clock.fastForward('30:00');
  expect(await page.evaluate(() => new Date().toISOString())).toMatch(/^2024-02-02T08:30/);
});

test.describe('with steps', () => {
  test.use({ reelayOptions: { steps: true, preset: 'webm', autoStart: false } });

  test('shows its steps', async ({ page, reelay }) => {
    await page.goto('/yellow');
    await page.goto('/red');
    await reelay.start();
    await page.waitForTimeout(A_WHILE_MS);
    await test.step('Fill in the form', async () => {
      await reelay.chapter('The form');
      await page.waitForTimeout(A_WHILE_MS);
    });
    await page.waitForTimeout(A_WHILE_MS);
  });
});
