/** Pages in the studio: opened in a frame, recorded by the relay, and the command that does the same. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { decode, pixelAt, probe } from './support/media.ts';
import { TestRelay } from './support/relay.ts';
import { expect, test } from './support/test.ts';

/** Its canvas is red for half a second of its time, and then blue. */
const COLOURS = `<!doctype html><title>Colours</title>
<style>body { margin: 0 } canvas { display: block; width: 100vw; height: 100vh }</style><canvas></canvas>
<script>
  const context = document.querySelector('canvas').getContext('2d');
  const draw = (ms) => {
    context.fillStyle = ms < 500 ? '#ff0000' : '#0000ff';
    context.fillRect(0, 0, 300, 150);
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
</script>`;

const SHORT = 'size=320x180&fps=10&duration=1&preset=mkv-lossless';

const part = (page: Page) => page.getByRole('region', { name: 'Pages' });
const recordPage = (page: Page) => page.getByRole('button', { name: 'Record page' });
const download = (page: Page) => page.getByRole('link', { name: 'Download', exact: true });

test('a page of the named folder is shown, recorded on the virtual clock, and in the list', async ({ page }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reelay-pages-'));
  try {
    writeFileSync(path.join(folder, 'colours.html'), COLOURS);
    await using relay = await TestRelay.start({ args: ['--pages', folder] });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${relay.url}&${SHORT}`);
    await expect(recordPage(page)).toBeDisabled();
    await part(page).getByRole('textbox', { name: 'Address' }).fill('colours.html');
    await part(page).getByRole('button', { name: 'Open' }).click();
    const frame = part(page).frameLocator('iframe');
    await expect(frame.locator('canvas')).toBeVisible();
    await expect(part(page).locator('code')).toHaveText(
      `npx reelay render ${folder}/colours.html -o colours.mkv --preset mkv-lossless --fps 10 --frames 10 --size 320x180 --ignore-errors`,
    );
    await expectAccessible(page);
    await recordPage(page).click();
    await expect(download(page)).toBeVisible({ timeout: 20_000 });
    await expect(page.locator('reelay-recordings').getByRole('link')).toContainText('colours');
    const picture = await decode(relay.file('colours.mkv'));
    expect(picture.frames).toHaveLength(10);
    expect([0, 4, 5, 9].map((index) => pixelAt(picture, picture.frames[index]!, 160, 90).slice(0, 3))).toEqual([
      ...[
        [255, 0, 0],
        [255, 0, 0],
      ],
      ...[
        [0, 0, 255],
        [0, 0, 255],
      ],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('an address is recorded in realtime, and stopped; what it may not be is refused', async ({
  page,
  pages,
  relay,
}) => {
  const address = pages.add('/colours.html', COLOURS);
  await page.goto(`${relay.url}&${SHORT.replace('duration=1', 'duration=600')}&mode=realtime`);
  const field = part(page).getByRole('textbox', { name: 'Address' });
  await field.fill('file:///etc/passwd');
  await expect(part(page)).toContainText('An address that begins with https:// or http://');
  await expect(recordPage(page)).toBeDisabled();
  await field.fill(address);
  await expect(part(page).locator('code')).toContainText('--realtime');
  await expectAccessible(page);
  await recordPage(page).click();
  await expect(part(page).getByRole('progressbar', { name: 'Page progress' })).toHaveJSProperty('max', 6000);
  await expect.poll(async () => (await jobOf(relay)).done).toBeGreaterThan(3);
  await expectAccessible(page);
  // Nobody but the studio, or a program, has pages rendered; and one at a time.
  const body = JSON.stringify({ page: { kind: 'url', url: address } });
  const asked = (init: RequestInit): Promise<Response> => relay.fetch('/api/render', { method: 'POST', body, ...init });
  expect((await asked({ headers: { Origin: pages.origin } })).status).toBe(403);
  expect((await asked({ headers: { Authorization: 'Bearer another-token' } })).status).toBe(401);
  expect((await asked({})).status).toBe(400);
  await page.getByRole('button', { name: 'Stop page' }).click();
  await expect(download(page)).toBeVisible({ timeout: 20_000 });
  const name = `${new URL(address).hostname.replaceAll('.', '-')}.mkv`;
  expect((await probe(relay.file(name))).pts.length).toBeGreaterThan(3);
  expect(await relay.sidecar(name)).toMatchObject({ state: 'finished', mode: 'realtime' });
});

async function jobOf(relay: TestRelay): Promise<{ done: number }> {
  return ((await (await relay.fetch('/api/render')).json()) as { job: { done: number } }).job;
}
