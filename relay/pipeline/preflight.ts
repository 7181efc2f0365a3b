/** What GStreamer brings on this machine, asked once. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ReelayError } from '../../shared/errors.ts';
import { FFMPEG_TOOL, INSPECT_TOOL, installCommand, LAUNCH_TOOL } from './packages.ts';
import { which } from './which.ts';

export interface InstalledGStreamer {
  /** Version of the tools, for example `1.22.0`. */
  readonly version: string;
  /** Names of all elements there are, and of ffmpeg where it is on PATH. */
  readonly elements: ReadonlySet<string>;
}

export interface PreflightOptions {
  /** Path of gst-inspect-1.0 where it is not the one on PATH. */
  readonly inspect?: string;
  /** Path of gst-launch-1.0 where it is not the one on PATH. */
  readonly launch?: string;
  /** Milliseconds for each tool. */
  readonly limitMs?: number;
}

/** The first listing on a machine loads every plugin once to write the registry. */
const LIMIT_MS = 120_000;
const MAX_LISTING_BYTES = 16 * 1024 * 1024;

const run = promisify(execFile);
const known = new Map<string, Promise<InstalledGStreamer>>();

/**
 * What is installed. The first answer is kept for the life of the process; a failure is not.
 * Throws GSTREAMER_MISSING where a tool is absent.
 */
export function inspectGStreamer(options: PreflightOptions = {}): Promise<InstalledGStreamer> {
  const tools = { inspect: options.inspect ?? INSPECT_TOOL, launch: options.launch ?? LAUNCH_TOOL };
  const key = JSON.stringify(tools);
  let answer = known.get(key);
  if (!answer) {
    answer = inspect(tools, options.limitMs ?? LIMIT_MS);
    known.set(key, answer);
    answer.catch(() => known.delete(key));
  }
  return answer;
}

async function inspect(
  tools: { readonly inspect: string; readonly launch: string },
  limitMs: number,
): Promise<InstalledGStreamer> {
  const [listing, versions] = await Promise.all([
    output(tools.inspect, [], limitMs),
    output(tools.launch, ['--version'], limitMs),
  ]);
  const elements = elementsIn(listing);
  // Presets whose files are converted at the end name it among their elements.
  if (which(FFMPEG_TOOL)) elements.add(FFMPEG_TOOL);
  return { version: /^GStreamer (\S+)/m.exec(versions)?.[1] ?? 'unknown', elements };
}

/** Element names in gst-inspect's listing: lines of the form `plugin:  element: Long name`. Typefinders and the like have other forms. */
export function elementsIn(listing: string): Set<string> {
  const elements = new Set<string>();
  for (const [, element] of listing.matchAll(/^[\w-]+:\s+([\w-]+): .+$/gm))
    if (element !== undefined) elements.add(element);
  return elements;
}

async function output(tool: string, argv: readonly string[], limitMs: number): Promise<string> {
  try {
    const { stdout } = await run(tool, [...argv], {
      timeout: limitMs,
      maxBuffer: MAX_LISTING_BYTES,
      // LC_ALL: the listing's form in English. GST_INSPECT_NO_COLORS: and without escape codes.
      env: { ...process.env, LC_ALL: 'C.UTF-8', GST_INSPECT_NO_COLORS: '1' },
    });
    return stdout;
  } catch (error) {
    throw new ReelayError(
      'GSTREAMER_MISSING',
      { command: installCommand([INSPECT_TOOL, LAUNCH_TOOL]) },
      { cause: error },
    );
  }
}
