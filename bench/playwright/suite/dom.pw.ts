/** What tests of an application do: load, fill in, click, look. */
import { expect } from '@playwright/test';
import { test } from './way.ts';

test('a search narrows the list', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('li')).toHaveCount(60);
  for (const text of ['reel 1', 'reel 12', 'reel', 'reel 59']) {
    await page.getByLabel('Search').fill(text);
    await expect(page.locator('li').first()).toContainText(text, { ignoreCase: true });
  }
  await expect(page.locator('li')).toHaveCount(1);
});

test('what is bought is summed up', async ({ page }) => {
  await page.goto('/');
  for (let item = 0; item < 12; item++) await page.locator('li').nth(item).getByRole('button').click();
  await expect(page.locator('#total')).toHaveText('12 reels, 66 euros');
});

test('the form is checked and sent', async ({ page }) => {
  await page.goto('/checkout');
  for (const field of ['Name', 'Street', 'Town', 'Country', 'Telephone', 'E-mail']) {
    await page.getByLabel(field).pressSequentially(`${field} of somebody`);
  }
  await page.getByLabel('I have read it').check();
  await page.getByLabel('By').selectOption('ship');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('status')).toHaveText('Sent by ship to Name of somebody');
});

test('the menu leads to all pages', async ({ page }) => {
  await page.goto('/');
  for (let round = 0; round < 3; round++) {
    for (const name of ['Checkout', 'Help', 'Shop']) {
      await page.getByRole('link', { name }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    }
  }
});

test('a dialog opens and closes', async ({ page }) => {
  await page.goto('/help');
  for (let round = 0; round < 4; round++) {
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByLabel('Question').fill(`Question ${round}`);
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});
