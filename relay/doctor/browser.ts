/** The browser that the relay starts itself, when it records with nobody at the screen. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findBrowser } from '../browser/chromium.ts';
import { type Finding, lack, ok } from './finding.ts';

const LIMIT_MS = 10_000;
const run = promisify(execFile);

export async function checkBrowser(): Promise<Finding> {
  const found = findBrowser();
  const need =
    'Only recording with nobody at the screen needs one here; the studio opens in any browser of any machine.';
  if (found === undefined) {
    return lack(
      'browser',
      'warning',
      `There is no Chromium on the relay's machine. ${need}`,
      'Install Chromium, on Debian with `sudo apt-get install chromium`.',
      ['chromium'],
    );
  }
  try {
    const { stdout } = await run(found, ['--version'], { timeout: LIMIT_MS });
    return ok('browser', `The browser is ${stdout.trim()}, at ${found}.`);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return lack(
      'browser',
      'warning',
      `The browser at ${found} does not run: ${cause.trim()}. ${need}`,
      `Run \`${found} --version\` and mend what it says, or install Chromium.`,
    );
  }
}
