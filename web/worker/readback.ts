/**
 * From a VideoFrame to bytes: in its own layout wherever there is a name for it, so that nothing is converted; but RGB
 * for a 4:2:0 file goes to I420 here, exactly rounded and in fewer bytes (docs/decisions).
 */
import { ReelayError } from '../../shared/errors.ts';
import { type ColourSpace, MATRICES, PRIMARIES, SRGB, TRANSFERS } from '../../shared/media/colour.ts';
import { type FrameLayout, frameLayout, PIXEL_FORMATS, type PixelFormat } from '../../shared/media/formats.ts';
import { I420_COLOUR } from '../../shared/media/i420.ts';
import type { Alpha, GeometryMessage, YuvMatrix } from '../../shared/wire/messages.ts';
import { isPlain } from '../capture/srgb.ts';
import { Staging } from './staging.ts';
import { straighten } from './straighten.ts';

/** How a frame's bytes will look: what a geometry message says, and how they are laid out. */
export interface FrameShape extends Omit<GeometryMessage, 'type' | 'id'> {
  readonly layout: FrameLayout;
  /** The format the browser is asked for; another than `format` where the pixels are converted here. */
  readonly readAs: PixelFormat;
}

/** What the file makes of alpha and of colour. */
export interface PixelNeeds {
  readonly alpha: Alpha;
  /** The file's 4:2:0 matrix, where it is one. */
  readonly yuv: YuvMatrix | undefined;
}

/** The shape in which `frame` is sent. Cheap: no pixel is touched. */
function shapeOf(frame: VideoFrame, { alpha, yuv }: PixelNeeds): FrameShape {
  const readAs = formatOf(frame, alpha);
  const width = frame.visibleRect?.width ?? frame.codedWidth;
  const height = frame.visibleRect?.height ?? frame.codedHeight;
  const { rgb } = PIXEL_FORMATS[readAs];
  // Half a chroma sample at an odd side is the pipeline's to decide.
  const matrix = rgb && width % 2 === 0 && height % 2 === 0 ? yuv : undefined;
  const format = matrix ? 'I420' : readAs;
  const colour = matrix ? I420_COLOUR[matrix] : rgb ? SRGB : colourOf(frame.colorSpace);
  return { format, readAs, width, height, colour, layout: frameLayout(format, width, height) };
}

/** True where frames of both shapes go under one geometry. */
export function sameShape(a: FrameShape, b: FrameShape): boolean {
  return (
    a.format === b.format &&
    a.width === b.width &&
    a.height === b.height &&
    a.colour.matrix === b.colour.matrix &&
    a.colour.transfer === b.colour.transfer &&
    a.colour.primaries === b.colour.primaries &&
    a.colour.fullRange === b.colour.fullRange
  );
}

/** Reads frames; keeps the buffers it needs on the way. */
export class Readback {
  readonly #needs: PixelNeeds;
  /** Of the size that was read last. */
  #staging: Staging | undefined;

  constructor(needs: PixelNeeds) {
    this.#needs = needs;
  }

  shapeOf(frame: VideoFrame): FrameShape {
    return shapeOf(frame, this.#needs);
  }

  /**
   * Reads `frame` into `target`, which has `shape.layout.bytes`. Alpha comes out straight. The caller closes the frame.
   * Throws SOURCE_UNSUPPORTED where the browser cannot read it.
   */
  async read(
    frame: VideoFrame,
    shape: FrameShape,
    target: Uint8Array<ArrayBuffer>,
    premultiplied: boolean,
  ): Promise<void> {
    const { format, readAs, layout, width, height } = shape;
    const { alpha, rgb } = PIXEL_FORMATS[format];
    const isMultiplied = premultiplied && alpha && rgb;
    if (readAs === format && !isMultiplied) {
      await readPixels(frame, format, layout, target);
      return;
    }
    const staging = this.#stagingFor(shape);
    const pixels = staging.take();
    try {
      await readPixels(frame, readAs, frameLayout(readAs, width, height), pixels);
      if (isMultiplied) {
        await straighten(frame, pixels, staging);
        target.set(pixels);
      } else if (this.#needs.yuv) {
        // The file has no alpha: multiplied colours are what is seen over black.
        staging.convert(pixels, readAs, this.#needs.yuv, target);
      }
    } finally {
      staging.give(pixels);
    }
  }

  #stagingFor({ width, height }: FrameShape): Staging {
    const { width: oldWidth, height: oldHeight } = this.#staging ?? {};
    if (!this.#staging || oldWidth !== width || oldHeight !== height) this.#staging = new Staging(width, height);
    return this.#staging;
  }
}

async function readPixels(
  frame: VideoFrame,
  format: PixelFormat,
  { planes }: FrameLayout,
  target: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const layout = planes.map(({ offset, stride }) => ({ offset, stride }));
  // Asking for a format costs a conversion; the frame's own is free.
  const isOwn = frame.format === format && isPlain(frame);
  const options = isOwn ? { layout } : { layout, format: format as 'RGBA' };
  try {
    await frame.copyTo(target, options);
  } catch (error) {
    throw new ReelayError('SOURCE_UNSUPPORTED', {
      reason: `the browser cannot read its ${frame.format ?? 'opaque'} frames (${error instanceof Error ? error.message : String(error)})`,
      remedy: 'Draw it on a canvas and record that.',
    });
  }
}

/** The frame's own format; RGB for one that has no name in GStreamer or is not told, or whose RGB is not sRGB. */
function formatOf(frame: VideoFrame, alpha: Alpha): PixelFormat {
  const { format } = frame;
  const own = format !== null && isPixelFormat(format) ? format : undefined;
  if (own && isPlain(frame)) return own;
  const keepsAlpha = own ? PIXEL_FORMATS[own].alpha : alpha === 'keep';
  return keepsAlpha ? 'RGBA' : 'RGBX';
}

function isPixelFormat(name: string): name is PixelFormat {
  return Object.hasOwn(PIXEL_FORMATS, name);
}

/** A YUV frame's colour; what it does not tell is taken as BT.709 in limited range, as browsers do. */
export function colourOf({ matrix, transfer, primaries, fullRange }: VideoColorSpace): ColourSpace {
  return {
    matrix: known(MATRICES, matrix, 'bt709'),
    transfer: known(TRANSFERS, transfer, 'bt709'),
    primaries: known(PRIMARIES, primaries, 'bt709'),
    fullRange: fullRange ?? false,
  };
}

function known<Name extends string>(table: Readonly<Record<Name, number>>, name: string | null, fallback: Name): Name {
  return name !== null && Object.hasOwn(table, name) ? (name as Name) : fallback;
}
