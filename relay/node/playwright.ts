/**
 * `reelay/playwright`: records what tests see, and pages of any Playwright or Puppeteer program. docs/PLAYWRIGHT.md.
 *
 *     import { test, expect } from 'reelay/playwright';
 */
import { test as base } from '@playwright/test';
import { withReelay } from './playwright/fixtures.ts';

export { expect } from '@playwright/test';
export { ReelayError } from '../../shared/errors.ts';
export { type ReelayFixtures, type ReelayUse, reelayFixtures, withReelay } from './playwright/fixtures.ts';
export type { RecordablePage } from './playwright/devtools.ts';
export type { PageOptions } from './playwright/options.ts';
export type { RecordedPage } from './playwright/recorded-page.ts';
export { type PageRecording, recordPage, type RecordPageOptions } from './playwright/record-page.ts';
export type { RecordingMode, Reelay, ReelayOptions } from './playwright/test-recording.ts';

/** Playwright's own, with every page recorded as the option `reelay` says. */
export const test = withReelay(base);
