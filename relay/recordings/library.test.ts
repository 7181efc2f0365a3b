import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Library } from './library.ts';
import type { Reservation } from './reserve.ts';
import type { Sidecar } from './sidecar.ts';

async function openLibrary(): Promise<{ library: Library; names: () => Promise<string[]> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'reelay-library-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const library = await Library.open(directory);
  return { library, names: async () => (await readdir(directory)).filter((name) => name !== '.thumbnails').sort() };
}

async function reserve(library: Library): Promise<Reservation> {
  const [reservation] = await library.reserveAll('take', ['mp4']);
  if (!reservation) throw new Error('one extension makes one name');
  return reservation;
}

function sidecarOf(id: string, file: string, fields: Partial<Sidecar> = {}): Sidecar {
  return {
    version: 1,
    id,
    name: 'take',
    file,
    state: 'finished',
    preset: 'mp4',
    mime: 'video/mp4',
    mode: 'offline',
    quality: 'standard',
    width: 64,
    height: 48,
    fps: [30, 1],
    frames: 1,
    dropped: 0,
    gaps: [],
    geometries: [],
    pauses: [],
    transport: 'socket',
    durationNs: 1,
    bytes: 1,
    startedAt: '2026-11-21T00:00:00.000Z',
    finishedAt: null,
    pipeline: '',
    warnings: [],
    versions: { reelay: '0', gstreamer: '0', node: '0', browser: '0' },
    ...fields,
  };
}

const ID = (index: number): string => index.toString(16).padStart(16, '0');

it('many recordings of one name at once each get a name of their own', async () => {
  const { library, names } = await openLibrary();
  const taken = await Promise.all(Array.from({ length: 20 }, () => reserve(library)));
  expect(new Set(taken.map(({ file }) => file)).size).toBe(20);
  expect(new Set(taken.map(({ id }) => id)).size).toBe(20);
  expect(taken.map(({ file }) => file)).toContain('take-20.mp4');
  for (const { file } of taken) await library.discard(file);
  expect(await names()).toEqual([]);
});

it('the files of one recording have one stem, the first that is free with all their endings', async () => {
  const { library, names } = await openLibrary();
  await writeFile(library.filePath('take.mkv'), 'not ours');
  const taken = await library.reserveAll('take', ['mp4', 'mkv', 'webm', 'webm']);
  expect(taken.map(({ file }) => file)).toEqual(['take-2.mp4', 'take-2.mkv', 'take-2.webm', 'take.webm']);
  expect(new Set(taken.map(({ id }) => id)).size).toBe(4);
  for (const { file } of taken) await library.discard(file);
  expect(await names()).toEqual(['take.mkv']);
});

it('many recordings of several files at once never mix their names', async () => {
  const { library, names } = await openLibrary();
  const taken = await Promise.all(Array.from({ length: 10 }, () => library.reserveAll('take', ['mp4', 'mkv'])));
  for (const [mp4, mkv] of taken) expect(mp4?.file.replace('.mp4', '')).toBe(mkv?.file.replace('.mkv', ''));
  expect(new Set(taken.flat().map(({ file }) => file)).size).toBe(20);
  expect(await names()).toHaveLength(40);
});

it('two relays in one folder do not take the same name', async () => {
  const { library } = await openLibrary();
  const other = await Library.open(library.directory);
  const taken = await Promise.all(Array.from({ length: 20 }, (_, turn) => reserve(turn % 2 ? library : other)));
  expect(new Set(taken.map(({ file }) => file)).size).toBe(20);
});

it.each(['take.mp4', 'take.mp4.json', 'take.mp4.part'])(
  'a name of which only %s is there is not taken, and nothing is left beside it',
  async (present) => {
    const { library, names } = await openLibrary();
    await writeFile(library.filePath(present), 'not ours');
    const { file } = await reserve(library);
    expect(file).toBe('take-2.mp4');
    await library.discard(file);
    expect(await names()).toEqual([present]);
    expect(await readFile(library.filePath(present), 'utf8')).toBe('not ours');
  },
);

it('what another program put where a recording is to go is not replaced', async () => {
  const { library } = await openLibrary();
  const { file } = await reserve(library);
  await writeFile(library.filePath(file), 'not ours');
  await expect(library.publish(file)).rejects.toMatchObject({ code: 'RECORDINGS_UNWRITABLE' });
  await library.discard(file);
  expect(await readFile(library.filePath(file), 'utf8')).toBe('not ours');
});

it('saves at the same time do not disturb each other, and the last one stands', async () => {
  const { library, names } = await openLibrary();
  const saves = Array.from({ length: 40 }, (_, turn) =>
    library.save(sidecarOf(ID(turn % 4), `take-${turn % 4}.mp4`, { frames: turn })),
  );
  await Promise.all(saves);
  expect((await library.list()).map(({ frames }) => frames).sort((a, b) => a - b)).toEqual([36, 37, 38, 39]);
  expect(await names()).toEqual([0, 1, 2, 3].map((index) => `take-${index}.mp4.json`));
});

it('a deletion is not undone by a save that was under way', async () => {
  const { library, names } = await openLibrary();
  const sidecar = sidecarOf(ID(1), 'take.mp4');
  const saving = library.save(sidecar);
  const removing = library.remove(sidecar);
  await Promise.all([saving, removing]);
  expect(await names()).toEqual([]);
});

it('what is no sidecar of its own name is not listed: no file elsewhere can be served or deleted through it', async () => {
  const { library } = await openLibrary();
  await writeFile(library.filePath('torn.mp4.json'), '{"version":1,');
  await writeFile(library.filePath('other.json'), '{"name":"another program"}');
  await writeFile(library.filePath('escape.mp4.json'), JSON.stringify(sidecarOf(ID(1), '../../escape.mp4')));
  await writeFile(library.filePath('moved.mp4.json'), JSON.stringify(sidecarOf(ID(2), 'take.mp4')));
  await writeFile(library.filePath('id.mp4.json'), JSON.stringify(sidecarOf('../../id', 'id.mp4')));
  await mkdir(library.filePath('folder.json'));
  expect(await library.list()).toEqual([]);
  expect(await library.marks()).toEqual([]);
});

it.each(['startedAt', 'state', 'warnings', 'preset', 'bytes'] as const)(
  'a sidecar of its own name that lacks its %s spoils no list',
  async (field) => {
    const { library } = await openLibrary();
    const good = sidecarOf(ID(3), 'good.mp4');
    await library.save(good);
    for (const index of [1, 2]) {
      const { [field]: _left, ...rest } = sidecarOf(ID(index), `bad-${index}.mp4`);
      await writeFile(library.filePath(`bad-${index}.mp4.json`), JSON.stringify(rest));
    }
    expect(await library.list()).toEqual([good]);
  },
);

it('a named pipe among the sidecars is not waited for', async () => {
  const { library } = await openLibrary();
  execFileSync('mkfifo', [library.filePath('pipe.json')]);
  expect(await library.list()).toEqual([]);
});

it('a sidecar that cannot be written spoils neither the saving nor the list of the others', async () => {
  const { library, names } = await openLibrary();
  await mkdir(library.filePath('stuck.mp4.json'));
  const stuck = library.save(sidecarOf(ID(1), 'stuck.mp4'));
  await expect(stuck).rejects.toMatchObject({ code: 'RECORDINGS_UNWRITABLE' });
  await library.save(sidecarOf(ID(2), 'next.mp4'));
  expect(await names()).toEqual(['next.mp4.json', 'stuck.mp4.json']);
  expect((await library.list()).map(({ file }) => file).sort()).toEqual(['next.mp4', 'stuck.mp4']);
});

it('a folder that is gone is told, and works again when it is back', async () => {
  const { library } = await openLibrary();
  await rm(library.directory, { recursive: true });
  await expect(reserve(library)).rejects.toMatchObject({ code: 'RECORDINGS_UNWRITABLE' });
  await mkdir(library.directory);
  await expect(reserve(library)).resolves.toMatchObject({ file: 'take.mp4' });
});

it('what was discarded while it could not be saved does not come back with the folder', async () => {
  const { library, names } = await openLibrary();
  const { file, id } = await reserve(library);
  await rm(library.directory, { recursive: true });
  await expect(library.save(sidecarOf(id, file, { state: 'recording' }))).rejects.toMatchObject({
    code: 'RECORDINGS_UNWRITABLE',
  });
  await library.discard(file);
  await mkdir(library.directory);
  expect(await library.list()).toEqual([]);
  expect(await names()).toEqual([]);
});

it('what cannot be saved is listed from memory, and saved with the next that can', async () => {
  const { library, names } = await openLibrary();
  await rm(library.directory, { recursive: true });
  const lost = library.save(sidecarOf(ID(1), 'lost.mp4'));
  await expect(lost).rejects.toMatchObject({ code: 'RECORDINGS_UNWRITABLE' });
  await mkdir(library.directory);
  expect(await library.list()).toMatchObject([{ file: 'lost.mp4' }]);
  await library.save(sidecarOf(ID(2), 'next.mp4'));
  expect(await names()).toEqual(['lost.mp4.json', 'next.mp4.json']);
});

it('a folder that is a file is told', async () => {
  const { library } = await openLibrary();
  await writeFile(library.filePath('file'), '');
  await expect(Library.open(library.filePath('file'))).rejects.toMatchObject({ code: 'RECORDINGS_UNWRITABLE' });
});
