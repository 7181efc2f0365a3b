/** A suite as users of `reelay/playwright` have it: tests/playwright.spec.ts runs it and looks at what comes of it. */
import { chromium, defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';
import type { ReelayUse } from 'reelay/playwright';
import { BROWSER_FLAGS, findBrowser } from '../../relay/browser/chromium.ts';

const executablePath = existsSync(chromium.executablePath()) ? undefined : findBrowser();
const port = Number(process.env['SITE_PORT']);

export default defineConfig<ReelayUse>({
  testDir: '.',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  webServer: { command: 'node site.mjs', port },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 320, height: 240 },
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: [...BROWSER_FLAGS] },
  },
  projects: [
    { name: 'on', testMatch: 'pages.pw.ts', use: { trace: 'on', reelay: { mode: 'on' } } },
    { name: 'virtual', testMatch: 'virtual.pw.ts', use: { reelay: { time: 'virtual', scale: 2 } } },
    { name: 'canvas', testMatch: 'canvas.pw.ts', use: { reelay: { capture: '#numbers', preset: 'mp4' } } },
    { name: 'retain-on-failure', testMatch: 'modes.pw.ts', use: { reelay: { mode: 'retain-on-failure' } } },
    { name: 'on-first-retry', testMatch: 'modes.pw.ts', retries: 2, use: { reelay: { mode: 'on-first-retry' } } },
    { name: 'off', testMatch: 'modes.pw.ts', use: { reelay: { mode: 'off' } } },
  ],
});
