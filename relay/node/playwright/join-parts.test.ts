import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Library } from '../../recordings/library.ts';
import type { Sidecar } from '../../recordings/sidecar.ts';
import { joinParts, removeLibrary } from './join-parts.ts';

/** A library with parts whose files hold the texts, and a folder for what is made of them. */
async function recorded(extension: string, texts: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'reelay-join-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const library = await Library.open(join(folder, 'library'));
  const parts: Sidecar[] = [];
  for (const text of texts) {
    const [reservation] = await library.reserveAll('canvas', [extension]);
    if (!reservation) throw new Error('one extension makes one name');
    const part = sidecarOf(reservation);
    await writeFile(library.filePath(`${part.file}.part`), text);
    await library.publish(part.file);
    await library.save(part);
    parts.push(part);
  }
  return { folder, library, parts };
}

function sidecarOf({ id, file }: { readonly id: string; readonly file: string }): Sidecar {
  return {
    ...{ version: 1, id, name: 'canvas', file, state: 'finished', preset: 'ogg', mime: 'video/ogg', mode: 'realtime' },
    ...{ quality: 'standard', width: 64, height: 48, fps: [30, 1], frames: 1, durationNs: 1e9, bytes: 1, dropped: 0 },
    ...{ gaps: [], geometries: [], pauses: [], transport: 'socket', pipeline: '', warnings: [] },
    ...{ startedAt: '2026-11-21T00:00:00.000Z', finishedAt: '2026-11-21T00:00:01.000Z' },
    versions: { reelay: '0', gstreamer: '0', node: '0', browser: '0' },
  };
}

it('one part is moved to its place, and its library can go', async () => {
  const { folder, library, parts } = await recorded('ogg', ['one']);
  const made = await joinParts(parts, { library, file: join(folder, 'out'), marks: [] });
  expect(made).toMatchObject({ path: join(folder, 'out.ogg'), frames: 1, durationSeconds: 1 });
  expect(await readFile(made.path, 'utf8')).toBe('one');
  await removeLibrary(library);
  expect(await readdir(folder)).toEqual(['out.ogg']);
});

it.each([
  ['files of a type that cannot be joined', ['one', 'two'], 'ogg', 'out.ogg', '.ogg cannot be joined'],
  ['files that ffmpeg does not take', ['one', 'two'], 'webm', 'out.webm', 'Invalid data'],
  ['a place that cannot be written', ['one'], 'ogg', 'library/canvas.ogg/out.ogg', 'canvas.ogg'],
])('%s: all parts are kept, and the error says where', async (_what, texts, extension, file, cause) => {
  const { folder, library, parts } = await recorded(extension, texts);
  const error: unknown = await joinParts(parts, { library, file: join(folder, file), marks: [] }).catch(
    (problem: unknown) => problem,
  );
  expect(error).toMatchObject({ code: 'PARTS_KEPT', remedy: expect.stringContaining(library.directory) });
  expect(String(error)).toContain(cause);
  await removeLibrary(library);
  expect(await Promise.all(parts.map((part) => readFile(library.filePath(part.file), 'utf8')))).toEqual(texts);
  await expect(access(join(folder, file))).rejects.toThrow();
});
