/** The test that BENCH_WAY asks for: recorded by Reelay, or Playwright's own. */
import { test as plain } from '@playwright/test';
import { test as recorded } from 'reelay/playwright';

// Both have what the suite uses.
export const test = process.env['BENCH_WAY'] === 'reelay' ? (recorded as unknown as typeof plain) : plain;
