/** `reelay doctor [--json]`: what this machine lacks, and what to do about it. */
import path from 'node:path';
import { ReelayError } from '../../shared/errors.ts';
import { chosenPresets } from '../chosen-presets.ts';
import { type Config, parseCommandLine, SERVE_OPTIONS } from '../config.ts';
import { examine, type Subject } from '../doctor/examine.ts';
import { findingsText } from '../doctor/text.ts';
import { chooseEncoders, type ChosenEncoders, SOFTWARE_ONLY } from '../pipeline/choose-encoders.ts';
import { inspectGStreamer } from '../pipeline/preflight.ts';
import { BUILT_IN_PRESETS, type Preset } from '../pipeline/presets.ts';
import { packageVersion } from '../version.ts';
import { type Command, UsageError } from '../command.ts';

const HELP = `What this machine lacks for Reelay, with the remedy for each. Changes nothing.

Usage: reelay doctor [--json] [options of the relay]
       npm run doctor [-- ...]       the same, in a checkout of Reelay

  --json               one object, for programs (docs/RELAY.md)
  --help               this text

It looks at the machine as the relay would use it that these options start, such as
--port, --recordings, --presets and --encoder: reelay serve --help has them all.
It exits with 1 where recording does not work, else with 0.
`;

// Only `npm start` knows it.
const { 'no-install': _noInstall, ...LOOKED_AT } = SERVE_OPTIONS;

export const doctor: Command = { help: HELP, options: { json: { type: 'boolean' }, ...LOOKED_AT }, run };

/** Prints the findings; the exit code is 1 where one of them is an error. */
async function run(args: readonly string[], directory: string | undefined): Promise<number> {
  const config = parseCommandLine(
    args.filter((arg) => arg !== '--json'),
    directory,
  );
  const chosen = await choose(config);
  const examination = await examine({
    version: await packageVersion(),
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
