/** Which preset makes which file, and whether it can be written. */
import { access, constants, lstat } from 'node:fs/promises';
import path from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { UsageError } from '../command.ts';
import type { Preset } from '../pipeline/presets.ts';
import { type RenderOptions, STANDARD_OUTPUT } from './options.ts';

export interface PlannedOutput {
  /** Absolute path, or `-`. */
  readonly to: string;
  readonly preset: Preset;
}

/** The outputs with their presets. Throws UsageError. */
export function planOutputs(
  {
    outputs,
    presets: named,
    keepsAlpha,
    quality,
  }: Pick<RenderOptions, 'outputs' | 'presets' | 'keepsAlpha' | 'quality'>,
  presets: readonly Preset[],
): PlannedOutput[] {
  const own = named.map((id) => {
    const preset = presets.find((one) => one.id === id);
    if (!preset)
      throw new UsageError(`There is no preset "${id}". There are: ${presets.map((one) => one.id).join(', ')}.`);
    return preset;
  });
  const planned = outputs.map((to) => ({ to, preset: presetOf(to, own, presets) }));
  const unused = own.find((preset) => planned.every((output) => output.preset !== preset));
  if (unused) throw new UsageError(`No output is of the preset ${unused.id}: it writes .${unused.extension}.`);
  for (const { to, preset } of planned) {
    if (keepsAlpha && !preset.alpha) {
      const able = presets.filter(({ alpha }) => alpha).map(({ extension }) => `.${extension}`);
      throw new UsageError(`--alpha: ${preset.id} cannot keep transparency. These can: ${able.join(' ')}.`);
    }
    if (!preset.qualities.includes(quality))
      throw new UsageError(`--quality ${quality}: ${preset.id} has ${preset.qualities.join(', ')}.`);
    if (to === STANDARD_OUTPUT && preset.chain.kind === 'folder')
      throw new UsageError(`${preset.id} makes a folder, which cannot go to standard output.`);
  }
  return planned;
}

/** That of the person where its ending fits, else the first of all. */
function presetOf(to: string, own: readonly Preset[], presets: readonly Preset[]): Preset {
  if (to === STANDARD_OUTPUT) {
    const [first] = own;
    if (!first) throw new UsageError('-o - does not tell the format: name it with --preset.');
    return first;
  }
  const extension = path.extname(to).slice(1).toLowerCase();
  const preset = [...own, ...presets].find((one) => one.extension === extension);
  if (preset) return preset;
  const endings = [...new Set(presets.map((one) => `.${one.extension}`))];
  throw new UsageError(`-o ${to}: the ending must be one of ${endings.join(' ')}.`);
}

/** Looks, before anything is rendered, whether the outputs can be written. Throws RENDER_OUTPUT_UNWRITABLE. */
export async function checkOutputs(outputs: readonly PlannedOutput[]): Promise<void> {
  for (const { to, preset } of outputs) {
    if (to === STANDARD_OUTPUT) continue;
    const folder = path.dirname(to);
    await access(folder, constants.W_OK | constants.X_OK).catch((error: unknown) => {
      throw unwritable(to, error);
    });
    const found = await lstat(to).catch(() => undefined);
    // What is there is replaced as long as it is a file: nobody's folder is emptied.
    if (found?.isDirectory()) throw unwritable(to, 'there is a folder of this name');
    if (found && preset.chain.kind === 'folder')
      throw unwritable(to, 'this format is a folder, and there is a file of this name');
  }
}

export function unwritable(file: string, cause: unknown): ReelayError {
  return new ReelayError(
    'RENDER_OUTPUT_UNWRITABLE',
    { file, cause: cause instanceof Error ? cause.message : String(cause) },
    { cause },
  );
}
