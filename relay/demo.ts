/** `--demo FILE`: the main job with nobody at the screen. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { makeProfile, removeProfile } from './browser/profile.ts';
import { BROWSER_NAMES, findBrowser } from './doctor/browser.ts';
import type { Library } from './recordings/library.ts';
import type { Sidecar } from './recordings/sidecar.ts';
import type { RelayServer } from './server/server.ts';
import type { SessionEvent } from './session/context.ts';

const PRESET_BY_ENDING: Readonly<Record<string, string>> = {
  '.mp4': 'mp4',
  '.webm': 'webm',
  '.ogg': 'ogg',
  '.mkv': 'mkv-lossless',
  '.mov': 'mov-alpha',
};
const SECONDS = 5;
const FPS = 60;
const TIMEOUT_MS = 180_000;

interface DemoOptions {
  readonly server: RelayServer;
  readonly library: Library;
  /** Where the finished recording is copied to. */
  readonly file: string;
  /** Session events are read from here. */
  readonly watchers: Set<(event: SessionEvent) => void>;
}

/** Records a built-in animation; returns the process's exit code. */
export async function runDemo({ server, library, file, watchers }: DemoOptions): Promise<number> {
  const preset = PRESET_BY_ENDING[path.extname(file).toLowerCase()];
  if (preset === undefined) {
    process.stderr.write(`--demo: the file must end in one of ${Object.keys(PRESET_BY_ENDING).join(' ')}\n`);
    return 1;
  }
  const browserPath = findBrowser();
  if (browserPath === undefined) {
    process.stderr.write(
      `--demo needs Chromium and found none of ${BROWSER_NAMES.join(', ')}. Install it: sudo apt-get install chromium\n`,
    );
    return 1;
  }
  const url = `${server.url}&autorecord=1&scene=test-pattern&size=1280x720&fps=${FPS}&duration=${SECONDS}&mode=offline&preset=${preset}&name=demo`;
  const profile = await makeProfile();
  const browser = launchBrowser(browserPath, profile, url);
  try {
    const ended = await Promise.race([
      recordingEnd(watchers),
      browserFailure(browser),
      delay(TIMEOUT_MS, `no recording came to an end within ${TIMEOUT_MS / 1000} s`, { ref: false }),
    ]);
    if (typeof ended === 'string') {
      process.stderr.write(`The demo failed: ${ended}\n`);
      return 1;
    }
    await copyFile(library.filePath(ended.file), file);
    process.stdout.write(`${path.resolve(file)}: ${describe(ended)}\n`);
    return 0;
  } finally {
    await endBrowser(browser);
    await removeProfile(profile);
  }
}

function describe({ frames, durationNs, width, height, bytes, preset }: Sidecar): string {
  return `${frames} frames, ${(durationNs / 1e9).toFixed(2)} s, ${width} x ${height}, ${preset}, ${(bytes / 1e6).toFixed(2)} MB`;
}

/** The finished recording, or why there is none. Prints progress on the way. */
function recordingEnd(watchers: Set<(event: SessionEvent) => void>): Promise<Sidecar | string> {
  const total = SECONDS * FPS;
  const startedAt = performance.now();
  return new Promise((resolve) => {
    watchers.add((event) => {
      if (event.type === 'progress') {
        const seconds = (performance.now() - startedAt) / 1000;
        process.stdout.write(`  ${event.frames} / ${total} frames, ${(event.frames / seconds).toFixed(0)} frames/s\n`);
      } else if (event.type === 'ended' || event.type === 'refused') {
        const { error } = event;
        if (error) resolve(`${error.message} ${error.remedy}`);
        else if (event.type === 'ended' && event.sidecar) resolve(event.sidecar);
      }
    });
  });
}

function launchBrowser(executable: string, profile: string, url: string): ChildProcess {
  const args = [
    '--headless=new',
    `--user-data-dir=${profile}`,
    // Chromium's own sandbox does not start as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    // No traffic of its own: on a closed network it would spend its time on refused connections.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
    '--no-default-browser-check',
    // A page nobody looks at must not be slowed down.
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    // The page's console, for the report of a failure.
    '--enable-logging=stderr',
    url,
  ];
  // A group of its own, so that its helper processes end with it.
  return spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
}

/** Settles when the browser cannot start, exits early or its page reports that the recording failed. */
function browserFailure(browser: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    browser.once('error', (error) => resolve(`Chromium could not be started: ${error.message}`));
    browser.once('exit', (code, signal) => resolve(`Chromium ended early (${signal ?? `exit code ${code}`})`));
    if (!browser.stderr) return;
    createInterface({ input: browser.stderr }).on('line', (line) => {
      const report = /reelay-demo (\{.*\})"?, source:/.exec(line)?.[1];
      if (report?.includes('"ok":false')) resolve(`the page reports ${report}`);
    });
  });
}

async function endBrowser(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || browser.exitCode !== null || browser.signalCode !== null) return;
  const exited = new Promise((resolve) => browser.once('exit', resolve));
  try {
    process.kill(-browser.pid, 'SIGKILL');
  } catch {
    return; // It went away by itself.
  }
  await exited;
}
