/** `reelay presets [NAME] [--json]`: the formats there are, and whether this machine can make them. */
import { ReelayError } from '../../shared/errors.ts';
import { chosenPresets } from '../chosen-presets.ts';
import { parseCommandLine, SERVE_OPTIONS } from '../config.ts';
import { chooseEncoders } from '../pipeline/choose-encoders.ts';
import { commandLine } from '../pipeline/command-line.ts';
import { describePreset, type PresetDescription } from '../pipeline/describe-preset.ts';
import { launchArguments } from '../pipeline/launch.ts';
import { LAUNCH_TOOL } from '../pipeline/packages.ts';
import { type InstalledGStreamer, inspectGStreamer } from '../pipeline/preflight.ts';
import { BUILT_IN_PRESETS, neededElements, planPipeline, type Preset } from '../pipeline/presets.ts';
import { GDP_SOURCE } from '../pipeline/source.ts';
import type { PipelineRequest } from '../pipeline/types.ts';
import { type Command, type OptionTable, parseOptions } from '../command.ts';

const HELP = `The formats there are, and whether this machine can make them.

Usage: reelay presets [options]       all of them, a line each
       reelay presets NAME [options]  one of them, with the pipeline that it runs

  --json               for programs
  --presets FILE       with presets of your own, as reelay serve takes them
  --pipeline FRAGMENT  with one of your own, called "custom"
  --encoder NAME       with this encoder of H.264 and H.265 (default: as the relay chooses)
  --help               this text
`;

const { presets: file, pipeline, encoder } = SERVE_OPTIONS;
const OPTIONS = { json: { type: 'boolean' }, presets: file, pipeline, encoder } as const satisfies OptionTable;

export const presets: Command = {
  help: HELP,
  options: OPTIONS,
  operands: BUILT_IN_PRESETS.map(({ id }) => id),
  run,
};

async function run(args: readonly string[], directory: string | undefined): Promise<number> {
  const { values, positionals } = parseOptions('presets', args, OPTIONS, 1);
  const { json = false, ...chosen } = values;
  const config = parseCommandLine(
    Object.entries(chosen).flatMap(([name, value]) => [`--${name}`, value]),
    directory,
  );
  const installed = await inspectGStreamer();
  const all = await chosenPresets(config, await chooseEncoders(config.encoder, installed.elements));
  const [name] = positionals;
  if (name === undefined) {
    const described = all.map((preset) => ({ ...describePreset(preset, installed), elements: neededElements(preset) }));
    process.stdout.write(json ? asJson({ presets: described }) : listText(described));
    return 0;
  }
  const preset = all.find(({ id }) => id === name);
  if (!preset) throw new ReelayError('PRESET_UNKNOWN', { preset: name, presets: all.map(({ id }) => id).join(', ') });
  const described = {
    ...describePreset(preset, installed),
    elements: neededElements(preset),
    pipeline: pipelineOf(preset, installed),
  };
  process.stdout.write(json ? asJson(described) : presetText(preset, described));
  return 0;
}

function listText(all: readonly PresetDescription[]): string {
  const width = Math.max(...all.map(({ id }) => id.length)) + 2;
  const lines = all.flatMap(({ id, available, label, description, problem }) => [
    `${available ? 'ok     ' : 'LACKING'}  ${id.padEnd(width)}${label}: ${description}`,
    ...(problem ? [`${' '.repeat(9 + width)}${problem.message} ${problem.remedy}`] : []),
  ]);
  const usable = all.filter(({ available }) => available).length;
  return `${lines.join('\n')}\n\n${usable} of ${all.length} can be used here. reelay presets NAME tells of one.\n`;
}

/** What a preset's pipeline is shown for. */
const EXAMPLE = {
  ...{ mode: 'offline', rate: [60, 1], width: 1920, height: 1080 },
  ...{ alpha: undefined, quality: 'standard', bitrate: undefined },
} as const satisfies Omit<PipelineRequest, 'preset'>;
const EXAMPLE_WORDS = 'Offline, 1920 x 1080, 60 frames per second, quality standard, frames by way of standard input:';

/** As the relay runs it, whether or not its elements are there. */
function pipelineOf(preset: Preset, installed: InstalledGStreamer): string {
  const complete = { ...installed, elements: new Set([...installed.elements, ...neededElements(preset)]) };
  const plan = planPipeline({ ...EXAMPLE, preset: preset.id }, [preset], complete);
  const elements = plan.arguments(`recording.${preset.extension}`);
  return commandLine([LAUNCH_TOOL, ...launchArguments([...GDP_SOURCE, ...elements], false)]);
}

interface OnePreset extends PresetDescription {
  readonly elements: readonly string[];
  readonly pipeline: string;
}

function presetText({ bitrate, variableRate }: Preset, preset: OnePreset): string {
  const {
    id,
    label,
    description,
    extension,
    mime,
    alpha,
    lossless,
    qualities,
    elements,
    problem,
    pipeline: line,
  } = preset;
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  return `${id}: ${label}
${description}

  file                 .${extension}, ${mime}
  alpha                ${yes(alpha)}
  lossless             ${yes(lossless)}
  qualities            ${qualities.join(', ')}
  bitrate              ${yes(bitrate)}
  keeps each time      ${yes(variableRate)}
  needs                ${elements.join(' ')}
  can be used here     ${problem ? `no. ${problem.message} ${problem.remedy}` : 'yes'}

${EXAMPLE_WORDS}

${line}
`;
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
