import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { BUILT_IN_PRESETS } from '../pipeline/presets.ts';
import { temporaryDirectory } from '../pipeline/testing/record.ts';
import { deliverAll } from './deliver.ts';

const PICTURE = { frames: 2, durationNs: 2e9, width: 4, height: 2 };
const SIDECAR = { ...PICTURE, bytes: 3, transport: 'socket' as const, warnings: [] };

/** Delivers a recording of each preset to where `outputs` have it. */
async function deliver(outputs: readonly (readonly [preset: string, to: string])[], standardOutput?: Writable) {
  const made = temporaryDirectory();
  const planned = outputs.map(([id, to]) => ({ to, preset: BUILT_IN_PRESETS.find((preset) => preset.id === id)! }));
  const ended = [...new Set(outputs.map(([preset]) => preset))].map((preset) => {
    const file = path.join(made, preset);
    writeFileSync(file, preset);
    return { preset, file, sidecar: SIDECAR, error: undefined };
  });
  const finished: string[] = [];
  const warnings: string[] = [];
  const report = {
    finished: ({ file }: { file: string }) => void finished.push(file),
    warned: (warning: string) => void warnings.push(warning),
  };
  return { made, finished, warnings, ...(await deliverAll(planned, ended, report, standardOutput)) };
}

it('files are where they were wanted, each as often as it was wanted', async () => {
  const folder = temporaryDirectory();
  const [first, second, third] = ['a.mp4', 'b.mp4', 'c.webm'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(second, 'what was there before');
  const standardOutput = new PassThrough();
  const outputs = [
    ['mp4', first],
    ['webm', '-'],
    ['mp4', second],
    ['webm', third],
  ] as const;
  const { finished, failure, isKept } = await deliver(outputs, standardOutput);
  expect({ finished, failure, isKept }).toEqual({
    finished: [first, '-', second, third],
    failure: undefined,
    isKept: false,
  });
  expect([first, second, third].map((file) => readFileSync(file, 'utf8'))).toEqual(['mp4', 'mp4', 'webm']);
  expect((await buffer(standardOutput.end())).toString()).toBe('webm');
  expect(readdirSync(folder)).toHaveLength(3);
});

it('what cannot be delivered is kept and its place told, and the others are delivered', async () => {
  const folder = temporaryDirectory();
  const taken = path.join(folder, 'taken.mp4');
  mkdirSync(path.join(taken, 'sub'), { recursive: true });
  const [copy, other] = [path.join(folder, 'copy.mp4'), path.join(folder, 'other.ogg')];
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  const outputs = [
    ['webm', '-'],
    ['mp4', taken],
    ['mp4', copy],
    ['ogg', other],
  ] as const;
  const { made, finished, warnings, failure, isKept } = await deliver(outputs, gone);
  expect(failure).toMatchObject({ code: 'RENDER_OUTPUT_UNWRITABLE', message: expect.stringContaining('EPIPE') });
  expect(isKept).toBe(true);
  expect(finished).toEqual([copy, other]);
  expect(warnings).toEqual([
    expect.stringContaining(`kept as ${path.join(made, 'webm')}`),
    expect.stringContaining(`kept as ${path.join(made, 'mp4')}`),
  ]);
  expect(readdirSync(made).toSorted()).toEqual(['mp4', 'webm']);
  // Nothing of what did not succeed lies beside the outputs.
  expect(readdirSync(folder).toSorted()).toEqual(['copy.mp4', 'other.ogg', 'taken.mp4']);
});
