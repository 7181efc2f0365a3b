/** The suite that is slowed down or not: BENCH_WAY says by what it is recorded. */
import { defineConfig } from '@playwright/test';
import type { ReelayUse } from 'reelay/playwright';
import { CHROMIUM, FLAGS } from '../../lib/chromium.ts';

const size = { width: 1280, height: 720 };
const isFilmed = process.env['BENCH_WAY'] === 'playwright';

export default defineConfig<ReelayUse>({
  testDir: '.',
  testMatch: '*.pw.ts',
  workers: 1,
  repeatEach: Number(process.env['BENCH_REPEAT'] ?? 1),
  webServer: { command: 'node site.mjs', port: Number(process.env['SITE_PORT']) },
  use: {
    baseURL: `http://127.0.0.1:${process.env['SITE_PORT']}`,
    viewport: size,
    video: isFilmed ? { mode: 'on', size, fps: 30 } : 'off',
    reelay: { fps: 30 },
    launchOptions: { executablePath: CHROMIUM, args: [...FLAGS] },
  },
});
