/** `test` for frames that go through a file: a browser with a real profile, where GStreamer can map what pages write. */
import { readdir } from 'node:fs/promises';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import config from '../../playwright.config.ts';
import { makeProfile, removeProfile } from '../../relay/browser/profile.ts';
import { test as base } from './exact.ts';
import type { TestRelay } from './relay.ts';

interface Fixtures {
  /** Folder of the browser's profile. */
  profile: string;
  /** A browser whose profile lies there. */
  context: BrowserContext;
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  profile: async ({}, use) => {
    const profile = await makeProfile();
    await use(profile);
    await removeProfile(profile);
  },
  context: async ({ profile }, use) => {
    await using context = await openBrowser(profile);
    await use(context);
  },
  page: async ({ context }, use) => {
    await use(await context.newPage());
  },
});

export { expect } from '@playwright/test';

/** Starts the tests' Chromium with this profile. */
function openBrowser(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, config.use?.launchOptions);
}

/** Opens a page in a browser with this profile; removes the profile afterwards. */
export async function withProfile(profile: string, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await openBrowser(profile);
  try {
    await use(await context.newPage());
  } finally {
    await context.close();
    await removeProfile(profile);
  }
}

/** Names of what `relay` has in shared memory, or left there: pages' files and its own. */
export async function inSharedMemory({ child }: TestRelay): Promise<string[]> {
  return (await readdir('/dev/shm')).filter((name) => name.startsWith(`reelay..${child.pid}.`));
}
