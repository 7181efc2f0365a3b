import { expect, test } from 'reelay/playwright';

const SHOP = `<!doctype html><title>Shop</title><style>body { font: 32px sans-serif; padding: 2em } button { font: inherit }</style>
  <h1>Shop</h1><button onclick="basket.textContent = ++count + ' in the basket'">Add a reel</button>
  <p id="basket">The basket is empty</p><script>let count = 0;</script>`;

test('a reel goes into the basket', async ({ page, reelay }) => {
  await reelay.chapter('The empty shop');
  await page.setContent(SHOP);
  await expect(page.locator('#basket')).toHaveText('The basket is empty');

  await reelay.chapter('Two reels');
  await test.step('Add two reels', async () => {
    await page.getByRole('button', { name: 'Add a reel' }).click();
    await page.getByRole('button', { name: 'Add a reel' }).click();
    await expect(page.locator('#basket')).toHaveText('2 in the basket');
  });
});
