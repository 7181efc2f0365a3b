/** `reelay open [URL]`: a browser for a person, whose pages' frames go through shared memory and not over a socket. */
import { BROWSER_NAMES, endBrowser, findBrowser, launchBrowser } from '../browser/chromium.ts';
import { makeProfile, removeProfile, removeStaleProfiles } from '../browser/profile.ts';
import { findRelay } from '../running.ts';
import { type Command, parseOptions, UsageError } from '../command.ts';

const HELP = `Opens a Chromium whose pages' frames need not pass a socket: GStreamer finds them in
shared memory. It has a fresh profile, which goes when it is closed.

Usage: reelay open [URL]

  URL                  what to open; without it the studio of the relay that runs here
  --help               this text
`;

export const open: Command = { help: HELP, options: {}, run };

/** Opens it and waits until it is closed; its profile is removed then. */
async function run(args: readonly string[]): Promise<number> {
  const url = await addressOf(args);
  const browser = findBrowser();
  if (browser === undefined) {
    process.stderr.write(
      `There is no Chromium: none of ${BROWSER_NAMES.join(', ')}. Install it: sudo apt-get install chromium\n`,
    );
    return 1;
  }
  await removeStaleProfiles();
  const profile = await makeProfile();
  const child = launchBrowser({ browser, profile, url });
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(`Chromium could not be started: ${error.message}`));
    child.once('exit', (code) => resolve(code === 0 || code === null ? undefined : `Chromium ended with ${code}.`));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void endBrowser(child));
  const problem = await ended;
  await removeProfile(profile);
  if (problem !== undefined) process.stderr.write(`${problem}\n`);
  return problem === undefined ? 0 : 1;
}

async function addressOf(args: readonly string[]): Promise<string> {
  const [given] = parseOptions('open', args, {}, 1).positionals;
  if (given === undefined) {
    const running = await findRelay();
    if (running === undefined)
      throw new UsageError('No relay of yours runs. Start one (`reelay serve`, or `npm start`), or name an address.');
    return running;
  }
  // Nothing that Chromium would take for an option, nor its own pages.
  if (!/^https?:\/\//.test(given) || !URL.canParse(given))
    throw new UsageError(`open takes an address such as http://127.0.0.1:8787, not "${given}".`);
  return given;
}
