/** Pages under a clock, stepped from the test. */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { ClockFrame, ClockOptions, VirtualClock } from '../../web/clock/index.ts';

const SCRIPT = fileURLToPath(import.meta.resolve('reelay/clock.classic.js'));

declare global {
  // oxlint-disable-next-line no-var -- Globals are declared so.
  var reelayClock: Pick<typeof import('../../web/clock/index.ts'), 'installClock'>;
  interface Window {
    clock: VirtualClock;
    /** What the page has noted. */
    said: unknown[];
  }
}

/** Opens a page under a clock. */
export async function openUnderClock(page: Page, url: string, options: ClockOptions = {}): Promise<void> {
  await page.addInitScript({ path: SCRIPT });
  await page.addInitScript((given) => {
    window.clock = reelayClock.installClock(given);
    window.said = [];
  }, options);
  await page.goto(url);
}

export async function step(page: Page, times = 1): Promise<ClockFrame> {
  return page.evaluate(async (count) => {
    for (let done = 1; done < count; done++) await window.clock.step();
    return window.clock.step();
  }, times);
}
