/** A page that shows its frame's number, 30 a second, so that it can be told which are in a recording. */
import { test } from './way.ts';

test('numbers', async ({ page }, testInfo) => {
  await page.goto('/numbers');
  await page.waitForTimeout(Number(process.env['BENCH_SECONDS'] ?? 6) * 1000);
  const drawn = await page.evaluate(() => {
    const { drawn: numbers, stop } = globalThis as unknown as { drawn: number[]; stop(): void };
    stop();
    return numbers;
  });
  // The last one is to be seen.
  await page.waitForTimeout(300);
  await testInfo.attach('drawn', { body: JSON.stringify(drawn), contentType: 'application/json' });
});
