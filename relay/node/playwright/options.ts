/** What a recording of a page is made with, checked. */
import type { Rate } from '../../../shared/media/time.ts';
import { invalid, oneOf, rateOf, sideOf } from '../../../shared/recording/options.ts';
import { QUALITIES, type Quality } from '../../../shared/wire/choices.ts';
import type { Size } from '../../pipeline/preset.ts';
import { BUILT_IN_PRESETS } from '../../pipeline/presets.ts';

/** How a page is recorded. */
export interface PageOptions {
  /**
   * What is recorded: `page` (default), all that the page shows, through whatever it loads; or a selector such as `#canvas`, which
   * names a canvas: its pixels are recorded as they were drawn, by the recorder in the page.
   */
  readonly capture?: string;
  /** Preset by id, `mp4` by default; presets that write folders cannot be used here. */
  readonly preset?: string;
  /** Default `standard`. */
  readonly quality?: Quality;
  /** Size of the picture in the file, pixels. Default: the page's viewport times `scale`. Pictures of another size are fitted in. */
  readonly size?: Size;
  /** Pixels of the file for each pixel of the page, 1 by default. With `time: 'virtual'` the page is drawn as finely. */
  readonly scale?: number;
  /** Frames per second, 30 by default: of real time the most, of virtual time exactly as many. */
  readonly fps?: number | Rate;
  /**
   * `real` (default): the page runs by the clock on the wall, and each picture has the time at which it was shown.
   * `virtual`: the page's time stands still but for the steps of the recording, frame by frame (docs/CLOCK.md). Nothing is
   * missing however slow the machine is. The page must be recorded before it loads anything.
   */
  readonly time?: 'real' | 'virtual';
  /** Whether titles of steps are drawn into the picture, at its lower edge. Off by default. */
  readonly steps?: boolean;
}

/** Checked options; a size that was not given is the page's. */
export interface PageSettings {
  /** Selector of a canvas; undefined for the page. */
  readonly canvas: string | undefined;
  readonly preset: string;
  readonly quality: Quality;
  readonly size: Size | undefined;
  readonly scale: number;
  readonly rate: Rate;
  readonly time: 'real' | 'virtual';
  readonly steps: boolean;
}

const TIMES = ['real', 'virtual'] as const;
const DEFAULT_FPS = 30;
const MAX_SCALE = 8;

/** Throws OPTION_INVALID. */
export function checkPageOptions(options: PageOptions): PageSettings {
  const { capture = 'page', preset = 'mp4', scale = 1 } = options;
  const rate = rateOf(options.fps ?? DEFAULT_FPS);
  const quality = oneOf('quality', options.quality ?? 'standard', QUALITIES);
  const time = oneOf('time', options.time ?? 'real', TIMES);
  const size = options.size && {
    width: sideOf('size.width', options.size.width),
    height: sideOf('size.height', options.size.height),
  };
  if (typeof capture !== 'string' || capture.trim() === '')
    throw invalid('capture', capture, "it must be 'page' or the selector of a canvas");
  if (BUILT_IN_PRESETS.find(({ id }) => id === preset)?.chain.kind === 'folder')
    throw invalid('preset', preset, 'it writes a folder of files; choose one that writes a file');
  if (!(scale > 0 && scale <= MAX_SCALE)) throw invalid('scale', scale, `it must be a number up to ${MAX_SCALE}`);
  const canvas = capture === 'page' ? undefined : capture;
  if (canvas !== undefined && time === 'virtual')
    throw invalid(
      'time',
      time,
      'a canvas is recorded in real time; record the page, or use the recorder with reelay/clock',
    );
  if (canvas !== undefined && options.steps === true)
    throw invalid('steps', true, "titles are drawn into recordings of the page only, capture: 'page'");
  return { canvas, preset, quality, size, scale, rate, time, steps: options.steps ?? false };
}
