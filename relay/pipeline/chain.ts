/** The elements between the source and the end of the pipeline, as gst-launch arguments. */
import type { CodecName } from '../../shared/media/codecs.ts';
import type { CapsStructure } from './caps.ts';
import type { Fragment } from './fragment.ts';
import { PROGRESS_ELEMENT } from './launch-messages.ts';
import type { Preset, PresetSettings, Size } from './preset.ts';

/** A 1080p frame takes one thread 3.3 ms, two 1.8 ms; more would only take processors from the encoder. */
const CONVERTER_THREADS = 2;

/** Unbuffered: what the muxer wrote is in the file even if the child is killed. */
const fileSink = (fileName: string): string[] => ['!', 'filesink', `location=${fileName}`, 'buffer-mode=unbuffered'];

/** Converts and scales; passes frames on untouched where caps on both sides agree. */
const CONVERT = ['videoconvertscale', `n-threads=${CONVERTER_THREADS}`, 'add-borders=true', '!'];

/** While one frame is encoded the next is read and converted; that one waits, and no other (docs/decisions/042). */
const NEXT_FRAME = ['queue', 'max-size-buffers=1', 'max-size-bytes=0', 'max-size-time=0', '!'];

/** Counts what comes out of the encoder and says so on the bus once a second. */
export const PROGRESS: readonly string[] = [
  'progressreport',
  `name=${PROGRESS_ELEMENT}`,
  'update-freq=1',
  'silent=true',
  'do-query=false',
  'format=buffers',
];

/**
 * Everything behind the source, the file sink included.
 * @param recorded the recording's size; where `settings` has a larger one, the picture is padded to it
 */
export function chainArguments(
  { chain }: Preset,
  settings: PresetSettings,
  recorded: Size,
  fileName: string,
): string[] {
  const file = fileSink(fileName);
  if (chain.kind === 'fragment')
    return chain.fragment.arguments({ converter: converterFor(chain.fragment, settings), file: file.slice(1) });
  return [
    ...pad(settings, recorded),
    ...CONVERT,
    `video/x-raw,${chain.rawCaps(settings)},${geometry(settings)}`,
    '!',
    ...NEXT_FRAME,
    ...chain.encoder(settings),
    '!',
    ...PROGRESS,
    '!',
    ...(chain.kind === 'folder' ? chain.sink(fileName) : [...chain.muxer(settings), ...file]),
  ];
}

/** Everything behind the source where encoded frames are stored as they come. */
export function storedArguments(
  { chain, stores }: Preset,
  codec: CodecName,
  settings: PresetSettings,
  fileName: string,
): string[] {
  const before = stores?.[codec];
  if (!before || chain.kind !== 'encoder') throw new Error(`${codec} cannot be stored so`);
  return [...before(settings), ...PROGRESS, '!', ...chain.muxer(settings), ...fileSink(fileName)];
}

/** What makes of any frames those a description takes: its appsrc's caps, or one size, unless it begins with one itself. */
export function converterFor({ appsrc, beginsWithCaps, choosesSize }: Fragment, size: Size): string[] {
  const [...convert] = CONVERT.slice(0, -1);
  if (appsrc?.caps) return [...rateOf(appsrc.caps), ...CONVERT, ...capsArguments(appsrc.caps, size)];
  if (choosesSize) return convert;
  // Caps cannot be linked to caps: where the description begins with its own, an element that does nothing stands between.
  return [...CONVERT, `video/x-raw,${geometry(size)}`, ...(beginsWithCaps ? ['!', 'identity'] : [])];
}

/** A constant rate where `caps` have one. */
function rateOf({ fields }: CapsStructure): string[] {
  return fields.has('framerate') && !fields.get('framerate')?.startsWith('0/') ? ['videorate', '!'] : [];
}

/** `caps` as the argument between two links, with a size whatever they say. */
function capsArguments({ media, fields }: CapsStructure, { width, height }: Size): string[] {
  const all = new Map([['width', String(width)], ['height', String(height)], ['pixel-aspect-ratio', '1/1'], ...fields]);
  return `${media},${[...all].map(([field, value]) => `${field}=${value}`).join(',')}`.split(/\s+/);
}

/** One geometry, whatever the frames have: frames of another size are fitted into it with black bars. */
function geometry({ width, height }: Size): string {
  return `width=${width},height=${height},pixel-aspect-ratio=1/1`;
}

/** A border on the right and at the bottom. Added to RGB: in 4:2:0 an odd side leaves videobox half a sample short. */
function pad({ width, height, alpha }: PresetSettings, recorded: Size): string[] {
  const [right, bottom] = [width - recorded.width, height - recorded.height];
  if (right === 0 && bottom === 0) return [];
  const border = ['videobox', `right=-${right}`, `bottom=-${bottom}`, `border-alpha=${alpha === 'keep' ? 0 : 1}`, '!'];
  return [...CONVERT, `video/x-raw,format=(string){BGRA,RGBA,BGRx,RGBx},${geometry(recorded)}`, '!', ...border];
}
