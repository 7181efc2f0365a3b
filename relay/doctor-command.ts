/** `reelay doctor [--json]`: what this machine lacks, and what to do about it. */
import path from 'node:path';
import { ReelayError } from '../shared/errors.ts';
import { type Config, HELP, parseCommandLine, UsageError } from './config.ts';
import { examine, type Subject } from './doctor/examine.ts';
import { findingsText } from './doctor/text.ts';
import { chooseEncoders, type ChosenEncoders, SOFTWARE_ONLY } from './pipeline/choose-encoders.ts';
import { inspectGStreamer } from './pipeline/preflight.ts';
import { BUILT_IN_PRESETS, type Preset } from './pipeline/presets.ts';
import { chosenPresets } from './chosen-presets.ts';

/**
 * Prints the findings; returns the exit code: 1 where one of them is an error. `args` are those of the relay that is to be
 * started, and `--json`. Throws UsageError.
 */
export async function runDoctor(
  args: readonly string[],
  directory: string | undefined,
  version: string,
): Promise<number> {
  const config = parseCommandLine(
    args.filter((arg) => arg !== '--json'),
    directory,
  );
  if (config === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const chosen = await choose(config);
  const examination = await examine({
    version,
    ...(await readable(config, chosen.encoders)),
    ...chosen,
    place: config,
    recordings: path.resolve(config.recordings),
  });
  process.stdout.write(
    args.includes('--json') ? `${JSON.stringify(examination, undefined, 2)}\n` : findingsText(examination),
  );
  return examination.state === 'error' ? 1 : 0;
}

/** The presets that the relay would offer; the built-in ones where those of the command line are at fault. */
async function readable(
  config: Config,
  encoders: ChosenEncoders,
): Promise<{ readonly presets: readonly Preset[] } & Pick<Subject, 'presetsProblem'>> {
  try {
    return { presets: await chosenPresets(config, encoders) };
  } catch (error) {
    if (error instanceof ReelayError)
      return { presets: BUILT_IN_PRESETS, presetsProblem: { message: error.message, remedy: error.remedy } };
    if (error instanceof UsageError) {
      const remedy = 'Name a file that can be read with --presets, or leave it out.';
      return { presets: BUILT_IN_PRESETS, presetsProblem: { message: error.message, remedy } };
    }
    throw error;
  }
}

/** The encoders that the relay would use; the software ones where GStreamer or the one that was named cannot be used. */
async function choose({ encoder }: Config): Promise<Pick<Subject, 'encoders' | 'encodersProblem'>> {
  try {
    return { encoders: await chooseEncoders(encoder, (await inspectGStreamer()).elements) };
  } catch (error) {
    if (!(error instanceof ReelayError)) throw error;
    const { code, message, remedy } = error;
    return {
      encoders: SOFTWARE_ONLY,
      ...(code === 'ENCODER_UNUSABLE' ? { encodersProblem: { message, remedy } } : {}),
    };
  }
}
