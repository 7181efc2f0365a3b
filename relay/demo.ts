/** `--demo FILE`: the main job with nobody at the screen. */
import type { ChildProcess } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { BROWSER_NAMES, endBrowser, findBrowser, launchBrowser, UNSEEN_FLAGS } from './browser/chromium.ts';
import { makeProfile, removeProfile } from './browser/profile.ts';
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
  // The page's console, for the report of a failure.
  const flags = [...UNSEEN_FLAGS, '--enable-logging=stderr'];
  const browser = launchBrowser({ browser: browserPath, profile, url, flags, hasLog: true });
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
