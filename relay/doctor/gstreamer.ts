/** GStreamer, the elements the presets are made of, and so the presets. */
import { FFMPEG_TOOL, INSPECT_TOOL, installCommand, LAUNCH_TOOL, packageOf } from '../pipeline/packages.ts';
import { type InstalledGStreamer, inspectGStreamer } from '../pipeline/preflight.ts';
import { neededElements, type Preset } from '../pipeline/presets.ts';
import { which } from '../pipeline/which.ts';
import { type Finding, lack, ok } from './finding.ts';
import { isOlder } from './node.ts';

/** The oldest GStreamer that Reelay is made for. */
const OLDEST = '1.22';
/** For gst-inspect-1.0, which takes seconds only the first time on a machine. */
const LIMIT_MS = 20_000;
/** What thumbnails, reading finished files back, live pictures, and frames in shared memory take besides the presets. */
const FEATURE_ELEMENTS = ['decodebin', 'fdsink', 'filesrc', 'gdppay', 'identity', 'jpegenc', 'shmsrc', 'videorate'];

export interface FoundGStreamer {
  /** Undefined where it does not run. */
  readonly installed: InstalledGStreamer | undefined;
  readonly finding: Finding;
}

/** @param known what is installed, where that was asked already */
export async function checkGStreamer(
  presets: readonly Preset[],
  known: InstalledGStreamer | undefined,
): Promise<FoundGStreamer> {
  const missing = [LAUNCH_TOOL, INSPECT_TOOL].filter((tool) => which(tool) === undefined);
  if (missing.length > 0) {
    const message = `GStreamer's command line tools are not installed: ${missing.join(', ')}. Nothing can be recorded.`;
    // One command for the tools and for the plugins that would be missed next.
    const remedy = install([...missing, ...allNeeded(presets)]);
    return { installed: undefined, finding: lack('gstreamer', 'error', message, remedy, missing) };
  }
  try {
    const installed = known ?? (await inspectGStreamer({ limitMs: LIMIT_MS }));
    return { installed, finding: judgeVersion(installed.version) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    const message = `GStreamer's tools are installed but do not run: ${cause.trim()}`;
    const remedy = `Run \`${INSPECT_TOOL} --version\` and \`${LAUNCH_TOOL} --version\` and mend what they say.`;
    return { installed: undefined, finding: lack('gstreamer', 'error', message, remedy) };
  }
}

function judgeVersion(version: string): Finding {
  if (!isOlder(version, OLDEST)) return ok('gstreamer', `GStreamer is ${version}.`);
  return lack(
    'gstreamer',
    'error',
    `GStreamer is ${version}; Reelay needs ${OLDEST} or newer.`,
    'Use a newer release of the system, such as Debian 12 or Ubuntu 23.04, or install a newer GStreamer.',
  );
}

/** Which elements are missing, and from which packages. */
export function checkElements(presets: readonly Preset[], installed: InstalledGStreamer | undefined): Finding {
  const needed = allNeeded(presets);
  if (!installed) {
    const message = `Without GStreamer's tools nobody knows which of the ${needed.length} elements that are needed are there.`;
    return lack('elements', 'error', message, 'See to GStreamer first.');
  }
  const missing = needed.filter((element) => !installed.elements.has(element)).sort();
  if (missing.length === 0) return ok('elements', `All ${needed.length} GStreamer elements that are needed are there.`);
  const packages = [...new Set(missing.map(packageOf))];
  const one = missing.length === 1;
  return lack(
    'elements',
    usable(presets, installed).length === 0 ? 'error' : 'warning',
    `${missing.length} of the ${needed.length} GStreamer elements that are needed ${one ? 'is' : 'are'} missing: ` +
      `${missing.join(', ')}. On Debian ${one ? 'it comes' : 'they come'} with ${packages.join(', ')}.`,
    install(missing),
    missing,
  );
}

/** Which presets can be used. */
export function checkPresets(presets: readonly Preset[], installed: InstalledGStreamer | undefined): Finding {
  const can = installed ? usable(presets, installed) : [];
  const cannot = presets.filter((preset) => !can.includes(preset));
  if (!installed || can.length === 0)
    return lack('presets', 'error', 'No preset can be used.', 'See to GStreamer and its elements first.', ids(cannot));
  if (cannot.length === 0) return ok('presets', `All ${presets.length} presets can be used: ${ids(can).join(', ')}.`);
  const reasons = cannot.map((preset) => `${preset.id} (lacks ${lacking(preset, installed).join(', ')})`);
  return lack(
    'presets',
    'warning',
    `${can.length} of ${presets.length} presets can be used: ${ids(can).join(', ')}. Not: ${reasons.join(', ')}.`,
    install(cannot.flatMap((preset) => lacking(preset, installed))),
    ids(cannot),
  );
}

/** ffmpeg, which presets name among their elements, is a check of its own. */
function allNeeded(presets: readonly Preset[]): string[] {
  return [...new Set([...presets.flatMap(neededElements), ...FEATURE_ELEMENTS])].filter((name) => name !== FFMPEG_TOOL);
}

function usable(presets: readonly Preset[], installed: InstalledGStreamer): Preset[] {
  return presets.filter((preset) => lacking(preset, installed).length === 0);
}

function lacking(preset: Preset, { elements }: InstalledGStreamer): string[] {
  return neededElements(preset).filter((element) => !elements.has(element));
}

function ids(presets: readonly Preset[]): string[] {
  return presets.map(({ id }) => id);
}

function install(what: readonly string[]): string {
  return `Run \`${installCommand(what)}\`, then start the relay again.`;
}
