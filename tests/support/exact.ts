/** `test` for the tests of exactness: pages have `window.pictures` beside `window.reelay`. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { PageServer } from './pages.ts';
import { PICTURES_MODULE, type Pictures } from './pictures.ts';
import type { TestRelay } from './relay.ts';
import { test as base, openRecorder } from './test.ts';

declare global {
  interface Window {
    /** What is drawn, as `openPage` loaded it. */
    pictures: Pictures;
  }
}

export const test = base.extend({
  recorderPage: async ({ page, pages, relay }, use) => {
    await openPage(page, pages, relay);
    await use(page);
  },
});

export { expect } from '@playwright/test';

/** Opens an empty page, or the one at `path`, with the recorder and the pictures loaded. */
export async function openPage(page: Page, pages: PageServer, relay: TestRelay, path = '/'): Promise<void> {
  pages.add('/pictures.js', PICTURES_MODULE);
  await openRecorder(page, pages, relay, path);
  await page.evaluate(async () => {
    const address = '/pictures.js';
    window.pictures = (await import(address)) as Pictures;
  });
}

/** The built-in presets that a browser's picture is recorded with at all rates and sizes. */
export const PRESETS = ['mp4', 'webm', 'webm-vp8', 'ogg', 'mkv-lossless', 'mov-alpha'] as const;

/** And those whose frames, times and colours are looked at the same way. */
export const MORE_PRESETS = ['mp4-lossless', 'mp4-h265', 'mp4-av1', 'ts'] as const;

/** Path of a recording's file. */
export function fileOf(relay: TestRelay, { url }: { readonly url: string }): string {
  return relay.file(path.basename(new URL(url).pathname));
}

/** Names of all files in the recordings folder, sidecars included; not the relay's own folders. */
export async function filesOf(relay: TestRelay): Promise<string[]> {
  const names = await readdir(relay.recordings);
  return names.filter((name) => !name.startsWith('.')).toSorted();
}

/** 0, 1, 2, ... */
export function counting(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}
