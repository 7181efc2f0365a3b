/** Tests that pass, fail, and fail at first, in a test of one's own that has the fixtures. */
import { expect, test as base } from '@playwright/test';
import { withReelay } from 'reelay/playwright';

const test = withReelay(base);

test('passes', async ({ page, reelay }) => {
  await page.goto('/red');
  await reelay.chapter('Never seen where it is off');
});

test('fails at first', async ({ page }, { retry }) => {
  await page.goto('/lime');
  await page.waitForTimeout(500);
  expect(retry).toBeGreaterThan(0);
});
