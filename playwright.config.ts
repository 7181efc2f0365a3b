import { existsSync } from 'node:fs';
import { chromium, defineConfig } from '@playwright/test';

const SYSTEM_CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/** Playwright's own Chromium where it was downloaded, else the system's. */
const executablePath = existsSync(chromium.executablePath())
  ? undefined
  : SYSTEM_CHROMIUM.find((path) => existsSync(path));

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
        // Chromium's own sandbox does not start as root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        // No traffic of its own: on a closed network it would spend its time on refused connections.
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
        // WebGPU on the software rasteriser, where there is no GPU.
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
        '--enable-features=Vulkan',
      ],
    },
  },
});
