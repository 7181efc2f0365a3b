/** Rescue of what a killed relay left, from what is found on disk alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { record } from '../pipeline/testing/record.ts';
import { frames } from '../pipeline/testing/record.ts';
import { numberedFrame } from '../pipeline/testing/pictures.ts';
import { Library } from '../recordings/library.ts';
import type { Sidecar } from '../recordings/sidecar.ts';
import { findAbandoned, recoverRecordings } from './recover.ts';

/** A process id that no process has. */
async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? -1;
}

/** A process that runs until the test is over, or is ended before. */
function running(argv: readonly string[]): ChildProcess {
  const child = spawn('sleep', ['600'], { argv0: argv.join(' '), detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function openLibrary(): Promise<{ library: Library; names: () => Promise<string[]> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'reelay-recover-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const library = await Library.open(directory);
  return { library, names: async () => (await readdir(directory)).filter((name) => name !== '.thumbnails').sort() };
}

/** The sidecar of a recording that was under way. */
function underWay(file: string, writers: Sidecar['writers'], fields: Partial<Sidecar> = {}): Sidecar {
  return {
    version: 1,
    id: '0123456789abcdef',
    name: 'take',
    file,
    state: 'recording',
    preset: 'mp4',
    mime: 'video/mp4',
    mode: 'offline',
    quality: 'standard',
    width: 320,
    height: 240,
    fps: [60, 1],
    frames: 30,
    dropped: 0,
    gaps: [],
    geometries: [],
    pauses: [],
    transport: 'socket',
    durationNs: 500_000_000,
    bytes: 0,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    pipeline: '',
    warnings: [],
    versions: { reelay: '0', gstreamer: '0', node: '0', browser: '0' },
    ...(writers ? { writers } : {}),
    ...fields,
  };
}

/** A readable file at `target`. */
async function movie(target: string): Promise<void> {
  const { path: made } = await record({ preset: 'mp4' }, frames(30, 320, 240, numberedFrame));
  await rename(made, target);
}

it('a file whose writers are gone is read back, named and told', async () => {
  const { library, names } = await openLibrary();
  await movie(library.filePath('take.mp4.part'));
  await library.save(underWay('take.mp4', { relay: await deadPid(), pipeline: await deadPid() }));
  expect(await recoverRecordings(library, await findAbandoned(library))).toEqual(['take.mp4: rescued (0.50 s)']);
  const [sidecar] = await library.list();
  expect(sidecar).toMatchObject({ state: 'finished', error: { code: 'RELAY_STOPPING' } });
  expect(Math.abs((sidecar?.durationNs ?? 0) - 500_000_000)).toBeLessThan(2);
  expect(sidecar?.warnings).toHaveLength(1);
  expect(sidecar?.writers).toBeUndefined();
  expect(await names()).toEqual(['take.mp4', 'take.mp4.json']);
});

it('two relays that start at once rescue each recording once', async () => {
  const { library, names } = await openLibrary();
  const others = [await Library.open(library.directory), await Library.open(library.directory)];
  const dead = { relay: await deadPid(), pipeline: await deadPid() };
  for (const index of [1, 2, 3]) {
    await movie(library.filePath(`take-${index}.mp4.part`));
    await library.save(underWay(`take-${index}.mp4`, dead, { id: String(index).padStart(16, '0') }));
  }
  const found = await Promise.all(others.map((other) => findAbandoned(other)));
  await Promise.all(
    others.map((other, index) => recoverRecordings(other, found[index] ?? { recordings: [], names: [] })),
  );
  const sidecars = await library.list();
  expect(sidecars.map(({ state }) => state)).toEqual(['finished', 'finished', 'finished']);
  const files = [1, 2, 3].flatMap((index) => [`take-${index}.mp4`, `take-${index}.mp4.json`]);
  expect(await names()).toEqual(files);
});

it('a file that had its name already, and only its sidecar not, is kept', async () => {
  const { library, names } = await openLibrary();
  await movie(library.filePath('take.mp4'));
  await library.save(underWay('take.mp4', { relay: await deadPid(), pipeline: await deadPid() }));
  expect(await recoverRecordings(library, await findAbandoned(library))).toEqual(['take.mp4: rescued (0.50 s)']);
  expect(await library.list()).toMatchObject([{ state: 'finished', error: { code: 'RELAY_STOPPING' } }]);
  expect(await names()).toEqual(['take.mp4', 'take.mp4.json']);
});

it('a file of which nothing was written goes, with its traces', async () => {
  const { library, names } = await openLibrary();
  await writeFile(library.filePath('take.mp4.part'), '');
  await library.save(underWay('take.mp4', { relay: await deadPid(), pipeline: await deadPid() }));
  expect(await recoverRecordings(library, await findAbandoned(library))).toEqual([
    'take.mp4: nothing had been written',
  ]);
  expect(await names()).toEqual([]);
});

it('a file that cannot be read is kept as it is, and told as failed', async () => {
  const { library, names } = await openLibrary();
  await writeFile(library.filePath('take.mp4.part'), Buffer.alloc(5000, 1));
  await library.save(underWay('take.mp4', { relay: await deadPid(), pipeline: await deadPid() }));
  const [line] = await recoverRecordings(library, await findAbandoned(library));
  expect(line).toMatch(/^take\.mp4: cannot be read, kept as take\.mp4\.part \(/);
  expect(await library.list()).toMatchObject([{ state: 'failed', bytes: 5000, error: { code: 'FILE_UNREADABLE' } }]);
  expect(await names()).toEqual(['take.mp4.json', 'take.mp4.part']);
});

it('names taken by a relay that died before it recorded are free again; those of one that lives are not', async () => {
  const { library, names } = await openLibrary();
  await writeFile(library.filePath('dead.mp4.part'), '');
  await writeFile(library.filePath('dead.mp4.json'), JSON.stringify({ reservedBy: await deadPid() }));
  await writeFile(library.filePath('alive.mp4.part'), '');
  await writeFile(library.filePath('alive.mp4.json'), JSON.stringify({ reservedBy: running(['relay']).pid }));
  expect(await recoverRecordings(library, await findAbandoned(library))).toEqual([]);
  expect(await names()).toEqual(['alive.mp4.json', 'alive.mp4.part']);
});

it('a recording of a relay that still runs is left alone', async () => {
  const { library } = await openLibrary();
  const { pid = -1 } = running(['relay']);
  await library.save(underWay('take.mp4', { relay: pid, pipeline: pid }));
  expect(await findAbandoned(library)).toEqual({ recordings: [], names: [] });
});

it("a process that was given a dead relay's id since is not taken for it", async () => {
  const { library } = await openLibrary();
  const { pid = -1 } = running(['something else']);
  await library.save(
    underWay('take.mp4', { relay: pid, pipeline: await deadPid() }, { startedAt: '2020-01-01T00:00:00.000Z' }),
  );
  expect((await findAbandoned(library)).recordings).toHaveLength(1);
});

it('a pipeline that is still at work is waited for', async () => {
  const { library } = await openLibrary();
  await movie(library.filePath('take.mp4.part'));
  const pipeline = running(['gst-launch-1.0']);
  await library.save(underWay('take.mp4', { relay: await deadPid(), pipeline: pipeline.pid ?? -1 }));
  const rescue = recoverRecordings(library, await findAbandoned(library));
  pipeline.kill('SIGKILL');
  expect(await rescue).toEqual(['take.mp4: rescued (0.50 s)']);
});

it('a pipeline that never ends is ended where it is certainly the one; another process of that id is not touched', async () => {
  const { library } = await openLibrary();
  await movie(library.filePath('take.mp4.part'));
  // gst-launch itself, waiting for input that never comes, with the file's place in its arguments.
  const pipeline = spawn(
    'gst-launch-1.0',
    ['-q', 'fdsrc', 'fd=0', '!', 'fakesink', 'filesrc', 'location=take.mp4.part', '!', 'fakesink'],
    {
      cwd: library.directory,
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    },
  );
  onTestFinished(() => void pipeline.kill('SIGKILL'));
  await library.save(underWay('take.mp4', { relay: await deadPid(), pipeline: pipeline.pid ?? -1 }));
  const ended = once(pipeline, 'exit');
  expect(await recoverRecordings(library, await findAbandoned(library), 300)).toEqual(['take.mp4: rescued (0.50 s)']);
  expect((await ended)[1]).toBe('SIGKILL');

  const stranger = running(['stranger']);
  await library.save(
    underWay('other.mp4', { relay: await deadPid(), pipeline: stranger.pid ?? -1 }, { id: 'fedcba9876543210' }),
  );
  const lines = await recoverRecordings(library, await findAbandoned(library), 300);
  expect(lines).toEqual(['other.mp4: its pipeline still runs; left for the next start']);
  expect(stranger.exitCode).toBeNull();
});
