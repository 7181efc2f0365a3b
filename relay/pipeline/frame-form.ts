/** The form in which an output takes frames, where it is not the one in which they come. */
import type { EncodedCaps } from '../../shared/media/codecs.ts';
import { PIXEL_FORMATS } from '../../shared/media/formats.ts';
import type { VideoCaps } from '../../shared/media/gdp.ts';
import { I420_COLOUR } from '../../shared/media/i420.ts';
import type { YuvMatrix } from '../../shared/wire/messages.ts';
import type { PipelinePlan } from './types.ts';

/** How frames look; each output has a rate of its own. */
export type FrameCaps = Omit<VideoCaps, 'rate'>;
/** How encoded frames look, likewise. */
export type ChunkCaps = Omit<EncodedCaps, 'rate'>;
/** How frames look, encoded or not. */
export type StreamCaps = FrameCaps | ChunkCaps;

/** What is to be made of a frame in RGB. */
export interface FrameForm {
  /** Blended over black: it has alpha, and the file has not. */
  readonly opaque: boolean;
  /** Converted to I420 of this matrix; undefined: it stays RGB. */
  readonly matrix: YuvMatrix | undefined;
}

/**
 * What an output of `plan` needs made of frames that look as `caps` say; undefined where they are fine as they come.
 * Half a chroma sample at an odd side is the pipeline's to decide, as is YUV.
 */
export function formFor({ alpha, yuv }: PipelinePlan, { format, width, height }: FrameCaps): FrameForm | undefined {
  const description = PIXEL_FORMATS[format];
  if (!description.rgb) return undefined;
  const opaque = description.alpha && alpha === 'discard';
  const matrix = width % 2 === 0 && height % 2 === 0 ? yuv : undefined;
  return opaque || matrix ? { opaque, matrix } : undefined;
}

/** How a frame that looks as `caps` say looks in `form`. */
export function capsIn(form: FrameForm, caps: FrameCaps): FrameCaps {
  if (form.matrix) return { ...caps, format: 'I420', colour: I420_COLOUR[form.matrix] };
  return { ...caps, format: caps.format === 'BGRA' ? 'BGRX' : 'RGBX' };
}
