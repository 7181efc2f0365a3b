/** The package as its users get it: packed, installed by plain npm into an empty folder, and used there. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MANIFEST = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};
/** What it depends on, and what that does: npm takes them from here and needs no network. */
const NEEDED = [...Object.keys(MANIFEST.dependencies), ...Object.keys(MANIFEST.optionalDependencies), 'node-gyp-build'];

/** What programs bring along that use the entries for it. */
const PEERS = ['@types/node', '@playwright/test', 'vite'];

let folder = '';
let tarball = '';
let files: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-package-'));
  const sources = [ROOT, ...NEEDED.map((name) => `${ROOT}node_modules/${name}`)];
  // --ignore-scripts: what is built is there; packing for others builds it anew.
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder, ...sources]);
  const packed = Object.values(JSON.parse(stdout) as Record<string, { filename: string; files: { path: string }[] }>);
  const [own, ...others] = packed;
  tarball = path.join(folder, own?.filename ?? '');
  files = own?.files.map((file) => file.path) ?? [];
  await writeFile(path.join(folder, 'package.json'), '{ "name": "someone", "private": true, "type": "module" }');
  const tarballs = [tarball, ...others.map(({ filename }) => path.join(folder, filename))];
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], { cwd: folder });
  for (const name of PEERS) {
    await mkdir(path.dirname(path.join(folder, 'node_modules', name)), { recursive: true });
    await symlink(`${ROOT}node_modules/${name}`, path.join(folder, 'node_modules', name));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('holds what runs, its types and its licences, and no more', () => {
  const unwanted = /(?:\.test\.|\/testing\/|\.tsbuildinfo$|(?:assets|scenes)\/[^/]*\.map$|__pycache__|(?<!\.d)\.tsx?$)/;
  expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining([
      ...['LICENSE', 'README.md', 'package.json', 'clients/python/reelay_share.py'],
      ...['dist/relay/main.js', 'dist/web/index.html', 'dist/web/reelay.js', 'dist/web/licenses/studio.md'],
    ]),
  );
  expect(Object.keys(MANIFEST.scripts).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([]);
});

it('has the program, which finds its own files', async () => {
  const reelay = path.join(folder, 'node_modules/.bin/reelay');
  const { stdout } = await run(reelay, ['presets', '--json'], { cwd: folder });
  const { presets } = JSON.parse(stdout) as { presets: { id: string }[] };
  expect(presets.map(({ id }) => id)).toContain('mp4');
  const version = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as { version: string };
  expect((await run(reelay, ['--version'])).stdout).toBe(`${version.version}\n`);
});

it('gives Node programs what it names, from the installed files', async () => {
  const program = `
    const names = async (entry) => Object.keys(await import(entry)).sort();
    console.log(JSON.stringify({
      client: await names('reelay/client'), pipeline: await names('reelay/pipeline'), share: await names('reelay/share'), playwright: await names('reelay/playwright'), vite: await names('reelay/vite'),
      here: import.meta.resolve('reelay'),
    }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({
    client: ['RecordingError', 'ReelayError', 'openRecorder'],
    pipeline: ['ReelayError', 'openPipeline'],
    playwright: ['ReelayError', 'expect', 'recordPage', 'reelayFixtures', 'test', 'withReelay'],
    share: ['ReelayError', 'createShare', 'openShare'],
    vite: ['reelay'],
    here: expect.stringContaining('/node_modules/reelay/dist/web/reelay.js'),
  });
});

it('has types that hold in a strict program, those of its own files too', async () => {
  await writeFile(
    path.join(folder, 'program.ts'),
    `import { record, type Recording } from 'reelay';
     import { installClock } from 'reelay/clock';
     import { openRecorder } from 'reelay/client';
     import { openPipeline } from 'reelay/pipeline';
     import { recordPage, test } from 'reelay/playwright';
     import { openShare } from 'reelay/share';
     import { reelay as plugin } from 'reelay/vite';
     import { reelay } from 'virtual:reelay';
     test('x', async ({ page, reelay: own }) => { await own.start(); await (await recordPage(page, { file: 'page.mp4' })).stop(); });
     export const plugins = [plugin({ recording: { fps: 30 } })];
     export async function program(canvas: HTMLCanvasElement): Promise<readonly Recording[]> {
       const frame = await installClock().step();
       await (await openPipeline('mp4', { file: 'a.mp4', format: 'RGBA', width: 2, height: 2, fps: 30 })).endOfStream();
       await (await openRecorder({ relay: 'http://127.0.0.1:8787', width: 2, height: 2 })).stop();
       for await (const { ptsNs } of openShare('camera')) console.log(ptsNs, frame);
       const own = await reelay?.record(canvas, { frames: 1, draw: () => undefined });
       return [await record(canvas, { frames: 1, draw: ({ timeSeconds }) => console.log(timeSeconds) }), ...(own ? [own] : [])];
     }`,
  );
  const compilerOptions = {
    ...{ strict: true, noEmit: true, target: 'ES2022', module: 'NodeNext', types: ['node', 'reelay/virtual'] },
    lib: ['ES2023', 'DOM', 'DOM.AsyncIterable', 'ESNext.Disposable'],
  };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  const tsc = [`${ROOT}node_modules/typescript/bin/tsc`, '--project', folder];
  const checked = await run(process.execPath, tsc).catch((error: unknown) => error as { stdout: string });
  expect(checked.stdout).toBe('');
});

it('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: path.join(folder, 'node_modules/reelay'), pack: false, strict: true });
  expect(messages).toEqual([]);
});

it('arethetypeswrong finds nothing', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))));
  // What asks by require(), or by rules older than `exports`, is left out: this is a package of modules (the tool's profile "esm-only").
  const isAsked = (kind: string): boolean => kind === 'node16-esm' || kind === 'bundler';
  const problems = analysis.types
    ? analysis.problems.filter((problem) => !('resolutionKind' in problem) || isAsked(problem.resolutionKind))
    : ['no types'];
  expect(problems).toEqual([]);
});

describe('size', () => {
  const budget = JSON.parse(readFileSync(`${ROOT}scripts/size-budget.json`, 'utf8')) as Record<string, number>;

  it.each(Object.entries(budget))('%s is at most %i bytes, gzipped', (file, bytes) => {
    expect(gzipSync(readFileSync(ROOT + file), { level: 9 }).length).toBeLessThanOrEqual(bytes);
  });

  it('of what a program imports and does not use, nothing stays', async () => {
    await writeFile(
      path.join(folder, 'unused.js'),
      `import { Recorder } from 'reelay'; import { installClock } from 'reelay/clock'; console.log(1);`,
    );
    const built = await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { write: false, lib: { entry: 'unused.js', formats: ['es'] } },
    });
    const [bundle] = [built].flat();
    if (!bundle || !('output' in bundle)) throw new Error('nothing was built');
    expect(bundle.output[0].code.length).toBeLessThan(100);
  });
});
