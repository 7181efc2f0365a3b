/** Looks at the machine, as the relay would use it. Changes nothing. */
import type { ChosenEncoders } from '../pipeline/choose-encoders.ts';
import type { InstalledGStreamer } from '../pipeline/preflight.ts';
import type { Preset } from '../pipeline/presets.ts';
import { checkBrowser } from './browser.ts';
import { checkEncoders } from './encoders.ts';
import { checkFfmpeg } from './ffmpeg.ts';
import { type Examination, type Finding, lack, ok, worst } from './finding.ts';
import { checkElements, checkGStreamer, checkPresets } from './gstreamer.ts';
import { checkNode } from './node.ts';
import { checkPort, ownPort, type Place } from './port.ts';
import { checkDisk, checkRecordings } from './recordings.ts';
import { checkSharedMemory } from './shared-memory.ts';

/** What is to be looked at. */
export interface Subject {
  /** Reelay's version. */
  readonly version: string;
  /** Those the relay would offer. */
  readonly presets: readonly Preset[];
  /** What is wrong with the operator's own presets, so that they are not among `presets`. */
  readonly presetsProblem?: { readonly message: string; readonly remedy: string };
  /** What makes H.264 and H.265. */
  readonly encoders: ChosenEncoders;
  /** What is wrong with the encoder that the operator named. */
  readonly encodersProblem?: { readonly message: string; readonly remedy: string };
  /** Where the relay would listen; or the port on which it does, and asks itself. */
  readonly place: Place | { readonly listensOn: number };
  /** Absolute path of the recordings folder. */
  readonly recordings: string;
  /** What is installed, as a running relay knows it: what came later it does not use. */
  readonly installed?: InstalledGStreamer;
}

/** What there is and what lacks. Does not reject for what it finds. */
export async function examine(subject: Subject): Promise<Examination> {
  const { version, presets, place, recordings } = subject;
  const [gstreamer, browser, sharedMemory, port, folder, disk] = await Promise.all([
    checkGStreamer(presets, subject.installed),
    checkBrowser(),
    checkSharedMemory(),
    'listensOn' in place ? ownPort(place.listensOn) : checkPort(place),
    checkRecordings(recordings),
    checkDisk(recordings),
  ]);
  const findings = [
    checkNode(),
    gstreamer.finding,
    checkElements(presets, gstreamer.installed),
    checkPresets(presets, gstreamer.installed),
    checkEncoders(subject.encoders, subject.encodersProblem),
    ownPresets(subject),
    browser,
    sharedMemory,
    port,
    folder,
    disk,
    checkFfmpeg(presets),
  ];
  return { version, state: worst(findings), findings };
}

function ownPresets({ presets, presetsProblem: problem }: Subject): Finding {
  if (problem) return lack('own-presets', 'error', problem.message, problem.remedy);
  const own = presets.filter(({ chain }) => chain.kind === 'fragment').map(({ id }) => id);
  return ok(
    'own-presets',
    own.length === 0 ? 'There are no presets of your own.' : `Your own presets: ${own.join(', ')}.`,
  );
}
