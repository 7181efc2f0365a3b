/**
 * Opens a page by Playwright, in its default context, and records it by its screencast where a file is named. Arguments:
 * address, width, height, and for the screencast its rate and file. Told to go on, it ends the screencast and leaves.
 */
import { once } from 'node:events';
import { chromium } from '@playwright/test';
import { CHROMIUM, FLAGS } from '../lib/chromium.ts';

const [url = '', width = '', height = '', fps = '', path = ''] = process.argv.slice(2);

const size = { width: Number(width), height: Number(height) };
const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS] });
const context = await browser.newContext({ viewport: size });
const page = await context.newPage();
if (path !== '') await page.screencast.start({ path, size, fps: Number(fps) });
process.send?.('open');
const told = once(process, 'message');
await page.goto(url);
await told;
if (path !== '') await page.screencast.stop();
await browser.close();
process.send?.('closed');
process.disconnect();
