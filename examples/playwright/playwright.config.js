import { defineConfig } from '@playwright/test';

export default defineConfig({
  use: {
    viewport: { width: 1280, height: 720 },
    reelay: { mode: 'on', preset: 'mp4', fps: 30, steps: true },
    // Where Playwright has not downloaded a Chromium of its own: CHROMIUM=/usr/bin/chromium
    launchOptions: process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {},
  },
  reporter: [['list'], ['html', { open: 'never' }]],
});
