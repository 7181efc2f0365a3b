/** Chromium: where it is, and how Reelay starts it, whoever needs one: the demo, `reelay open`, tests and benchmark. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { which } from '../pipeline/which.ts';
import { DevTools } from './devtools.ts';

/** Names under which a Chromium is looked for on PATH, the first wins. */
export const BROWSER_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** For every Chromium that Reelay starts. */
export const BROWSER_FLAGS: readonly string[] = [
  // Chromium's own sandbox does not start as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  // No traffic of its own: on a closed network it would spend its time on refused connections.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** For one that nobody looks at. */
export const UNSEEN_FLAGS: readonly string[] = [
  '--headless=new',
  // A page nobody looks at must not be slowed down.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
];

interface LaunchOptions {
  /** Path of the program. */
  readonly browser: string;
  /** Folder of its profile. */
  readonly profile: string;
  readonly url: string;
  /** Besides those that every Chromium is given. */
  readonly flags?: readonly string[];
  /** Whether its standard error is to be read. */
  readonly hasLog?: boolean;
  /** Whether it is to be driven; `devToolsOf` gives what by. */
  readonly isDriven?: boolean;
}

/** Path of a Chromium; undefined where there is none. */
export function findBrowser(): string | undefined {
  return BROWSER_NAMES.map((name) => which(name)).find((found) => found !== undefined);
}

/** Starts it at `url`, in a group of its own, so that its helper processes end with it. Its `error` event tells where it cannot. */
export function launchBrowser(options: LaunchOptions): ChildProcess {
  const { browser, profile, url, flags = [], hasLog = false, isDriven = false } = options;
  const args = [
    ...BROWSER_FLAGS,
    '--no-default-browser-check',
    `--user-data-dir=${profile}`,
    // DevTools on descriptors 3 and 4, which nobody else has.
    ...(isDriven ? ['--remote-debugging-pipe'] : []),
    ...flags,
    url,
  ];
  const pipes = isDriven ? (['pipe', 'pipe'] as const) : [];
  return spawn(browser, args, { stdio: ['ignore', 'ignore', hasLog ? 'pipe' : 'ignore', ...pipes], detached: true });
}

/** The DevTools of a browser that was started to be driven. */
export function devToolsOf({ stdio }: ChildProcess): DevTools {
  return new DevTools(stdio[3] as Writable, stdio[4] as Readable);
}

/** Ends it and its helper processes at once; resolves when it is gone. */
export async function endBrowser(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || browser.exitCode !== null || browser.signalCode !== null) return;
  const exited = new Promise((resolve) => browser.once('exit', resolve));
  try {
    process.kill(-browser.pid, 'SIGKILL');
  } catch {
    return; // It went away by itself.
  }
  await exited;
}
