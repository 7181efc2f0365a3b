/** `reelay doctor` on machines that lack something: the built program, with a PATH that has only some tools. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckId, Examination, Finding } from '../relay/doctor/finding.ts';
import { expect, test } from './support/test.ts';
import { Tools } from './support/tools.ts';

const MAIN = fileURLToPath(new URL('../dist/relay/main.js', import.meta.url));

interface Run {
  readonly code: number;
  readonly stdout: string;
}

let folder = '';
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-doctor-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs it in an empty folder; a free port is looked for, unless `args` name one. */
function doctor(env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<Run> {
  return new Promise((resolve, reject) => {
    const command = [MAIN, 'doctor', '--port', '0', '--recordings', path.join(folder, 'recordings'), ...args];
    execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(new Error('it did not run', { cause: error }));
      else if (stderr !== '') reject(new Error(stderr));
      else resolve({ code: error ? Number(error.code) : 0, stdout });
    });
  });
}

async function findings(env: NodeJS.ProcessEnv, args: readonly string[] = []) {
  const { code, stdout } = await doctor(env, ['--json', ...args]);
  const { state, findings: all } = JSON.parse(stdout) as Examination;
  const get = (id: CheckId): Finding => {
    const found = all.find((finding) => finding.id === id);
    if (!found) throw new Error(`nothing about ${id}`);
    return found;
  };
  return { code, state, get };
}

test('a whole machine: exit 0, one line a check, and nothing is changed', async () => {
  const { code, stdout } = await doctor(process.env);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ok +GStreamer is 1\./m);
  expect(stdout).toMatch(/^ok +All \d+ presets can be used: mp4, /m);
  expect(stdout).toMatch(/^ok +The browser is Chromium /m);
  expect(stdout).not.toContain('ERROR');
  expect(await readdir(folder)).toEqual([]);
});

test('without anything it still answers: what lacks, and the command that brings it', async () => {
  const { code, state, get } = await findings({ PATH: folder });
  expect({ code, state }).toEqual({ code: 1, state: 'error' });
  expect(get('gstreamer')).toMatchObject({
    state: 'error',
    lacking: ['gst-launch-1.0', 'gst-inspect-1.0'],
    remedy: expect.stringMatching(/sudo apt-get install -y gstreamer1\.0-tools .*gstreamer1\.0-plugins-bad/),
  });
  expect(get('presets').lacking).toContain('mp4');
  expect(get('browser')).toMatchObject({ state: 'warning', lacking: ['chromium'] });
  expect(get('ffmpeg')).toMatchObject({
    state: 'warning',
    lacking: ['ffmpeg'],
    message: expect.stringContaining('gif'),
  });
  expect(get('node').state).toBe('ok');
});

test('without one element: the preset that needs it is named, the rest works', async () => {
  await using tools = await Tools.make();
  await tools.hide('x264enc');
  const { code, get } = await findings(tools.env);
  expect(code).toBe(0);
  expect(get('elements')).toMatchObject({ state: 'warning', lacking: ['x264enc'] });
  expect(get('presets')).toMatchObject({ state: 'warning', lacking: expect.arrayContaining(['mp4']) });
});

test('tools that are there but do not run are no tools', async () => {
  await writeFile(
    path.join(folder, 'gst-inspect-1.0'),
    '#!/bin/sh\necho "libgstreamer: no such file" >&2; exit 127\n',
    {
      mode: 0o755,
    },
  );
  await symlink('/bin/true', path.join(folder, 'gst-launch-1.0'));
  const { code, get } = await findings({ PATH: folder });
  expect(code).toBe(1);
  expect(get('gstreamer').message).toContain('libgstreamer: no such file');
});

test('a port in use by a relay, presets that cannot be read', async ({ relay }) => {
  const file = path.join(folder, 'presets.json');
  await writeFile(file, '[{ "id": "own", "label": "Own", "pipeline": "x264enc ! ! mp4mux" }]');
  const { code, get } = await findings(process.env, ['--port', String(relay.port), '--presets', file]);
  expect(code).toBe(1);
  expect(get('port')).toMatchObject({
    state: 'warning',
    message: `Port ${relay.port} is in use by a relay that runs already (process ${relay.child.pid}).`,
  });
  expect(get('own-presets')).toMatchObject({ state: 'error', remedy: expect.stringContaining('pipeline') });
});
