import { isExecutable, which } from './which.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The path of a Chromium: the system's, else Playwright's own.
 * @returns {Promise<string | undefined>}
 */
export async function findChromium() {
  const system = NAMES.map(which).find((path) => path !== undefined) ?? MAC.find(isExecutable);
  return system ?? (await playwrightsOwn());
}

async function playwrightsOwn() {
  try {
    const { chromium } = await import('@playwright/test');
    const path = chromium.executablePath();
    return isExecutable(path) ? path : undefined;
  } catch {
    return undefined; // not installed yet
  }
}
