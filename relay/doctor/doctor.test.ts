import { createServer } from 'node:net';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inspectGStreamer } from '../pipeline/preflight.ts';
import { ENCODERS } from '../pipeline/encoders.ts';
import { checkEncoders } from './encoders.ts';
import { SOFTWARE_ONLY } from '../pipeline/choose-encoders.ts';
import { BUILT_IN_PRESETS } from '../pipeline/presets.ts';
import { temporaryDirectory } from '../pipeline/testing/record.ts';
import { readable } from './bytes.ts';
import { Doctor } from './doctor.ts';
import { examine, type Subject } from './examine.ts';
import { CHECKS, lack, ok, worst } from './finding.ts';
import { checkElements, checkPresets } from './gstreamer.ts';
import { listeningSockets } from './listener.ts';
import { checkNode, OLDEST_NODE } from './node.ts';
import { checkPort } from './port.ts';
import { checkDisk, checkRecordings } from './recordings.ts';
import { checkSharedMemory } from './shared-memory.ts';
import { findingsText } from './text.ts';

/** What is installed here, without the named elements. */
async function without(...elements: string[]) {
  const installed = await inspectGStreamer();
  return { ...installed, elements: new Set([...installed.elements].filter((name) => !elements.includes(name))) };
}

/** A server on a free port; ends with the test. */
async function occupiedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return address.port;
}

const subject = (): Subject => ({
  version: '1.2.3',
  presets: BUILT_IN_PRESETS,
  encoders: SOFTWARE_ONLY,
  place: { host: '127.0.0.1', port: 0 },
  recordings: temporaryDirectory(),
});

describe('an examination', () => {
  it('has one finding a check, in a fixed order, and a remedy for each that is not ok', async () => {
    const { version, state, findings } = await examine(subject());
    expect(version).toBe('1.2.3');
    expect(findings.map(({ id }) => id)).toEqual(CHECKS);
    expect(state).toBe(worst(findings));
    for (const finding of findings) expect(finding.remedy === undefined).toBe(finding.state === 'ok');
    expect(findings.find(({ id }) => id === 'presets')).toMatchObject({ state: 'ok', lacking: [] });
  });

  it('is kept for a while', async () => {
    const doctor = new Doctor();
    expect(await doctor.examine(subject())).toBe(await doctor.examine(subject()));
  });

  it('is as bad as its worst finding', () => {
    const [warning, error] = [lack('disk', 'warning', '', ''), lack('disk', 'error', '', '')];
    expect([[ok('node', '')], [ok('node', ''), warning], [warning, error]].map(worst)).toEqual([
      'ok',
      'warning',
      'error',
    ]);
  });
});

it('Node: as old as package.json says', async () => {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    engines: { node: string };
  };
  expect(manifest.engines.node).toBe(`>=${OLDEST_NODE}`);
  expect(['20.18.3', '20.19.0', '22.0.0', '9.99.0'].map((version) => checkNode(version).state)).toEqual([
    'error',
    'ok',
    'ok',
    'error',
  ]);
});

it('elements: what is missing, with package and command; an error where no preset is left', async () => {
  const one = await without('avenc_prores_ks');
  expect(checkElements(BUILT_IN_PRESETS, one)).toMatchObject({
    state: 'warning',
    message: expect.stringMatching(/1 of the \d+ .* is missing: avenc_prores_ks\. .*gstreamer1\.0-libav/),
    remedy: expect.stringContaining('libav'),
    lacking: ['avenc_prores_ks'],
  });
  expect(checkPresets(BUILT_IN_PRESETS, one)).toMatchObject({
    state: 'warning',
    message: expect.stringContaining('Not: mov-alpha (lacks avenc_prores_ks)'),
    lacking: ['mov-alpha'],
  });
  const none = await without('gdpdepay');
  expect([checkElements(BUILT_IN_PRESETS, none).state, checkPresets(BUILT_IN_PRESETS, none).state]).toEqual([
    'error',
    'error',
  ]);
});

it('elements: those for thumbnails and live pictures, too', async () => {
  expect(checkElements(BUILT_IN_PRESETS, await without('jpegenc'))).toMatchObject({ lacking: ['jpegenc'] });
});

it('port: free, in use and by whom, or none of this machine', async () => {
  const port = await occupiedPort();
  expect(await checkPort({ host: '127.0.0.1', port })).toMatchObject({
    state: 'error',
    message: `Port ${port} is in use by node (process ${process.pid}).`,
  });
  expect(await checkPort({ host: '127.0.0.1', port: 0 })).toMatchObject({ state: 'ok' });
  // An address that is kept for documentation (RFC 5737).
  expect(await checkPort({ host: '192.0.2.1', port: 0 })).toMatchObject({
    state: 'error',
    message: expect.stringContaining('EADDRNOTAVAIL'),
  });
});

it('port: reads who listens as the kernel lists it, of both address families', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2253 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 100 0 0 10 0
   1: 0100007F:2253 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 12346 1 0 20 4 30 10 -1
   2: 00000000000000000000000001000000:2253 00000000000000000000000000000000:0000 0A 0:0 00:0 0     0        0 777 1`;
  expect(listeningSockets(table, 0x2253)).toEqual(['12345', '777']);
  expect(listeningSockets(table, 80)).toEqual([]);
});

it('recordings: a folder that is there, one that is to be made, and one that cannot be', async () => {
  const folder = temporaryDirectory();
  const deep = path.join(folder, 'a', 'b');
  expect(await checkRecordings(folder)).toMatchObject({ state: 'ok', message: expect.stringContaining(folder) });
  expect(await checkRecordings(deep)).toMatchObject({ state: 'ok', message: expect.stringContaining('first start') });
  expect(await checkDisk(deep)).toMatchObject({
    id: 'disk',
    message: expect.stringMatching(/has [\d.]+ [kMGT]?B free/),
  });
  await writeFile(path.join(folder, 'a'), '');
  expect(await checkRecordings(deep)).toMatchObject({
    state: 'error',
    remedy: expect.stringContaining('--recordings'),
  });
});

it('shared memory: absent, or there with what is free', async () => {
  expect(await checkSharedMemory('/nowhere/shm')).toMatchObject({
    state: 'warning',
    message: expect.stringContaining('There is no /nowhere/shm'),
  });
  const folder = path.join(temporaryDirectory(), 'shm');
  await mkdir(folder);
  expect(await checkSharedMemory(folder)).toMatchObject({ message: expect.stringMatching(/free in /) });
});

it('is told in plain lines', () => {
  const findings = [
    ok('node', 'Node is 20.20.2.'),
    lack('port', 'error', 'Port 8787 is in use by nginx (process 12).', 'Stop it, or use `--port 0`.'),
  ];
  expect(findingsText({ version: '1.2.3', state: 'error', findings })).toBe(
    `ok       Node is 20.20.2.
ERROR    Port 8787 is in use by nginx (process 12).
         -> Stop it, or use --port 0.

Reelay does not work yet. Begin with the first ERROR.
`,
  );
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [64_000_000, '64.0 MB'],
  [25_300_000_000, '25.3 GB'],
  [4e15, '4000.0 TB'],
])('%d bytes read %s', (bytes, text) => expect(readable(bytes)).toBe(text));

it('says what makes H.264 and H.265, what does not work, and what is wrong with the one that was named', () => {
  expect(checkEncoders(SOFTWARE_ONLY)).toEqual({
    id: 'encoders',
    state: 'ok',
    message: 'H.264 by x264enc, H.265 by x265enc.',
    lacking: [],
  });
  const unusable = [{ element: 'vah264enc', reason: 'No device.' }];
  expect(
    checkEncoders({ encoders: ENCODERS.filter(({ element }) => element === 'v4l2h264enc'), unusable }),
  ).toMatchObject({
    state: 'ok',
    message: 'H.264 by v4l2h264enc, H.265 by x265enc. vah264enc is installed and does not work: No device.',
  });
  expect(checkEncoders(SOFTWARE_ONLY, { message: 'None.', remedy: 'Install one.' })).toMatchObject({
    state: 'error',
    remedy: 'Install one.',
  });
});
