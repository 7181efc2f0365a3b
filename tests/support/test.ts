/** The end-to-end tests' own `test`: a relay, pages of another origin, and a page with the recorder loaded. */
import { type Page, test as base } from '@playwright/test';
import type * as reelay from '../../web/recorder/index.ts';
import { PageServer } from './pages.ts';
import { type RelayOptions, TestRelay } from './relay.ts';

declare global {
  interface Window {
    /** The recorder module, as `openRecorder` loaded it. */
    reelay: typeof reelay;
  }
}

interface Fixtures {
  relayOptions: RelayOptions;
  relay: TestRelay;
  pages: PageServer;
  /** An empty page of another loopback origin, with `window.reelay` loaded from the relay. */
  recorderPage: Page;
}

export const test = base.extend<Fixtures>({
  relayOptions: [{}, { option: true }],
  relay: async ({ relayOptions }, use) => {
    await using relay = await TestRelay.start(relayOptions);
    await use(relay);
  },
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  pages: async ({}, use) => {
    await using pages = await PageServer.start();
    await use(pages);
  },
  recorderPage: async ({ page, pages, relay }, use) => {
    await openRecorder(page, pages, relay);
    await use(page);
  },
});

export { expect } from '@playwright/test';

/** Opens an empty page, or the one at `path`, and loads the recorder into it. */
export async function openRecorder(page: Page, pages: PageServer, relay: TestRelay, path = '/'): Promise<void> {
  await page.goto(pages.origin + path);
  await page.evaluate(async (url) => {
    window.reelay = (await import(url)) as typeof reelay;
  }, relay.moduleUrl);
}
