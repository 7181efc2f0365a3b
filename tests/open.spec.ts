/** `reelay open`: a browser for a person, whose frames GStreamer maps. Here it is a headless one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import config from '../playwright.config.ts';
import { TestRelay } from './support/relay.ts';
import { expect, test } from './support/test.ts';

const MAIN = fileURLToPath(new URL('../dist/relay/main.js', import.meta.url));

let folder = '';
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-open-'));
  const { executablePath = chromium.executablePath() } = config.use?.launchOptions ?? {};
  await mkdir(path.join(folder, 'bin'));
  const script = path.join(folder, 'bin/chromium');
  // Notes what it is asked to open, which is the last argument; the doctor only asks for its version.
  const note = `[ "$last" = --version ] || echo "$last" > ${folder}/opened`;
  await writeFile(script, `#!/bin/sh\nfor last; do :; done\n${note}\nexec ${executablePath} --headless=new "$@"\n`);
  await chmod(script, 0o755);
});
test.afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** Where notes of relays and, for want of shared memory, profiles lie: not those of other tests. */
const env = (): NodeJS.ProcessEnv => ({
  ...process.env,
  TMPDIR: folder,
  PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`,
});

function open(...args: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, 'open', ...args], { stdio: ['ignore', 'inherit', 'pipe'], env: env() });
}

/** Ends it as Ctrl-C does; its profile is gone then. */
async function end(command: ChildProcess): Promise<void> {
  const exited = once(command, 'exit');
  command.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  const profiles = (await Promise.all(['/dev/shm', folder].map((place) => readdir(place)))).flat();
  expect(profiles.filter((name) => name.startsWith(`reelay-profile.${command.pid}.`))).toEqual([]);
}

test('an address is opened in a browser whose frames go through shared memory; all of it goes with the command', async () => {
  await using relay = await TestRelay.start({ env: env() });
  const scene = 'autorecord=1&scene=test-pattern&size=320x240&fps=30&duration=1&mode=offline';
  const command = open(`${relay.url}&${scene}&preset=mkv-lossless&name=opened`);
  await expect
    .poll(async () => (await relay.sidecar('opened.mkv').catch(() => undefined))?.state, { timeout: 60_000 })
    .toBe('finished');
  expect(await relay.sidecar('opened.mkv')).toMatchObject({ frames: 30, transport: 'ring', warnings: [] });
  await end(command);
});

test('without an address the studio of the relay that runs is opened', async () => {
  await using relay = await TestRelay.start({ env: env() });
  const command = open();
  await expect
    .poll(() => readFile(path.join(folder, 'opened'), 'utf8').catch(() => ''), { timeout: 60_000 })
    .toBe(`${relay.url}\n`);
  await end(command);
  expect(await relay.end()).toBe(0);
  // Its note is gone with it.
  expect((await readdir(folder)).filter((name) => name.startsWith('reelay-relay.'))).toEqual([]);
});

for (const [args, problem] of [
  [[], 'No relay of yours runs.'],
  [['--load-extension=/tmp'], "Unknown option '--load-extension'.\nSee: reelay open --help"],
  [['file:///etc/passwd'], 'open takes an address such as'],
  [['http://127.0.0.1:1', 'http://127.0.0.1:2'], '"http://127.0.0.1:2" is one too many.\nSee: reelay open --help'],
] as const) {
  test(`open ${args.join(' ')} says what is wrong`, async () => {
    const command = open(...args);
    let stderr = '';
    command.stderr?.on('data', (text) => (stderr += String(text)));
    expect(await once(command, 'close')).toEqual([1, null]);
    expect(stderr).toContain(problem);
    expect(stderr.trim().split('\n').length, stderr).toBeLessThanOrEqual(2);
  });
}
