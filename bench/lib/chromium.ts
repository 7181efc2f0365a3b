/** The Chromium that is measured, and how it is started. */
import { BROWSER_FLAGS, findBrowser, UNSEEN_FLAGS } from '../../relay/browser/chromium.ts';
import { which } from '../../relay/pipeline/which.ts';

export const FLAGS: readonly string[] = [...BROWSER_FLAGS, '--no-default-browser-check', ...UNSEEN_FLAGS];

/** The program: absolute where it is found, else as it was named. */
export const CHROMIUM = named(process.env['CHROMIUM']) ?? findBrowser() ?? 'chromium';

function named(program: string | undefined): string | undefined {
  return program === undefined || program.includes('/') ? program : (which(program) ?? program);
}
