import { existsSync } from 'node:fs';
import { chromium, defineConfig } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from './relay/browser/chromium.ts';

/** Playwright's own Chromium where it was downloaded, else the system's. */
const executablePath = existsSync(chromium.executablePath()) ? undefined : findBrowser();

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  reporter: 'list',
  // A test that fails now and then is a fault in Reelay or in the test: no second try hides it.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Each has a browser, a relay and an encoder at work, on as few as two cores: more would only wait for each other.
  workers: 1,
  // On the slowest machine, under load.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    // Debugging by trace is for one test at a time: it slows recordings down.
    trace: 'off',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        ...BROWSER_FLAGS,
        // WebGPU on the software rasteriser, where there is no GPU.
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
        '--enable-features=Vulkan',
      ],
    },
  },
});
