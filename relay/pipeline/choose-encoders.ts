/** Which encoders stand for x264enc and x265enc on this machine: found by trying, or as the operator says. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ReelayError } from '../../shared/errors.ts';
import { ENCODERS, encoderArguments, type EncoderFamily, type VideoEncoder } from './encoders.ts';
import { LAUNCH_TOOL, packageOf } from './packages.ts';
import type { Preset, PresetSettings } from './preset.ts';

/** What `--encoder` takes. `auto`: hardware where it works, else x264. */
export const ENCODER_CHOICES = ['auto', 'x264', 'openh264', 'va', 'nvenc', 'v4l2'] as const;
export type EncoderChoice = (typeof ENCODER_CHOICES)[number];

export interface ChosenEncoders {
  /** At most one for each codec; for the others the software encoder stays. */
  readonly encoders: readonly VideoEncoder[];
  /** Those that are registered and do not work, with the reason. */
  readonly unusable: readonly { readonly element: string; readonly reason: string }[];
}

/** No other encoders. */
export const SOFTWARE_ONLY: ChosenEncoders = { encoders: [], unusable: [] };

/** Hardware takes sizes between these, pixels a side, on all that is known; for others the software encoder is used. */
const SMALLEST_SIDE = 256;
const LARGEST_SIDE = 4096;
const TRIAL: PresetSettings = {
  ...{ mode: 'offline', rate: [30, 1], alpha: 'discard', quality: 'standard', bitrate: undefined },
  ...{ width: 640, height: 480 },
};
/** For a driver that hangs. */
const TRIAL_LIMIT_MS = 10_000;

const run = promisify(execFile);

/**
 * The encoders for `choice`. Throws ENCODER_UNUSABLE where one was named and cannot be used.
 * @param installed names of all elements there are
 * @param problemOf why an encoder does not work; undefined where it does
 */
export async function chooseEncoders(
  choice: EncoderChoice,
  installed: ReadonlySet<string>,
  problemOf: (encoder: VideoEncoder) => Promise<string | undefined> = encoderProblem,
): Promise<ChosenEncoders> {
  const wanted = (family: EncoderFamily): boolean => (choice === 'auto' ? family !== 'openh264' : family === choice);
  const encoders: VideoEncoder[] = [];
  const unusable: { element: string; reason: string }[] = [];
  for (const candidate of ENCODERS.filter(({ family }) => wanted(family))) {
    if (!installed.has(candidate.element) || encoders.some(({ codec }) => codec === candidate.codec)) continue;
    // One after the other: some devices take one at a time.
    const reason = await problemOf(candidate);
    if (reason === undefined) encoders.push(candidate);
    else unusable.push({ element: candidate.element, reason });
  }
  if (choice !== 'auto' && choice !== 'x264' && !encoders.some(({ codec }) => codec === 'h264'))
    throw unusableError(choice, unusable);
  return { encoders, unusable };
}

function unusableError(choice: EncoderFamily, unusable: ChosenEncoders['unusable']): ReelayError {
  const elements = ENCODERS.filter(({ family, codec }) => family === choice && codec === 'h264');
  const cause =
    unusable.length > 0
      ? unusable.map(({ element, reason }) => `${element}: ${reason}`).join('; ')
      : `GStreamer has none of ${elements.map(({ element }) => element).join(', ')}`;
  return new ReelayError('ENCODER_UNUSABLE', { choice, cause, package: packageOf(elements[0]?.element ?? '') });
}

/** Encodes three frames: an element may be registered where no device is, and drivers differ in what they take. */
async function encoderProblem(encoder: VideoEncoder): Promise<string | undefined> {
  const { width, height, rate } = TRIAL;
  const caps = `video/x-raw,format=${encoder.format},width=${width},height=${height},framerate=${rate.join('/')}`;
  const source = ['videotestsrc', 'num-buffers=3', '!', `${caps},colorimetry=bt709`, '!'];
  // --no-fault: a crash of the driver ends the child instead of spinning for a debugger.
  const argv = ['--no-fault', '--', ...source, ...encoderArguments(encoder, TRIAL), '!', 'fakesink'];
  try {
    await run(LAUNCH_TOOL, argv, {
      timeout: TRIAL_LIMIT_MS,
      killSignal: 'SIGKILL',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return (
      /^(?:ERROR|WARNING): (.*)$/m.exec(text)?.[1] ?? `it did not encode three frames in ${TRIAL_LIMIT_MS / 1000} s`
    );
  }
}

const SOFTWARE = { x264enc: 'h264', x265enc: 'h265' } as const;

/** `presets` with the encoders of `chosen` in the place of the software ones, where a picture's size lets them. */
export function withEncoders(presets: readonly Preset[], { encoders }: ChosenEncoders): Preset[] {
  return presets.map((preset) => {
    const software = preset.elements.find((element) => element in SOFTWARE) as keyof typeof SOFTWARE | undefined;
    // What is lossless is not for them.
    const encoder =
      preset.lossless || !software ? undefined : encoders.find(({ codec }) => codec === SOFTWARE[software]);
    return encoder && software ? withEncoder(preset, software, encoder) : preset;
  });
}

function withEncoder(preset: Preset, software: string, encoder: VideoEncoder): Preset {
  const { chain } = preset;
  if (chain.kind === 'fragment') return preset;
  const isHardware = encoder.family !== 'openh264';
  const fits = ({ width, height }: PresetSettings): boolean =>
    !isHardware || (Math.min(width, height) >= SMALLEST_SIDE && Math.max(width, height) <= LARGEST_SIDE);
  const kept = isHardware ? preset.elements : preset.elements.filter((element) => element !== software);
  return {
    ...preset,
    elements: [...new Set([...kept, encoder.element, `${encoder.codec}parse`])],
    chain: {
      ...chain,
      rawCaps: (settings) => (fits(settings) ? `format=${encoder.format},colorimetry=bt709` : chain.rawCaps(settings)),
      encoder: (settings) => (fits(settings) ? encoderArguments(encoder, settings) : chain.encoder(settings)),
    },
  };
}
