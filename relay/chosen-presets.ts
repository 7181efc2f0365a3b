import { readFile } from 'node:fs/promises';
import { UsageError } from './command.ts';
import type { Config } from './config.ts';
import { type ChosenEncoders, withEncoders } from './pipeline/choose-encoders.ts';
import { BUILT_IN_PRESETS, customPresets, parsePresetsFile, type Preset } from './pipeline/presets.ts';

/** The built-in presets, with the encoders that were chosen, and those of the command line. Throws UsageError, OPTION_INVALID or PIPELINE_INVALID. */
export async function chosenPresets(
  { pipeline, presets: file }: Pick<Config, 'pipeline' | 'presets'>,
  encoders: ChosenEncoders,
): Promise<Preset[]> {
  const own = file === undefined ? [] : parsePresetsFile(await readPresets(file));
  const custom = pipeline === undefined ? [] : [{ id: 'custom', label: 'Custom', pipeline }];
  return [...withEncoders(BUILT_IN_PRESETS, encoders), ...(await customPresets([...own, ...custom]))];
}

async function readPresets(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--presets: ${error instanceof Error ? error.message : String(error)}`);
  }
}
