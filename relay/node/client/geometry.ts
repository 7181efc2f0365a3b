/** How pushed frames look: what the caller says of them, what the relay is told, and where their rows lie. */
import { ReelayError } from '../../../shared/errors.ts';
import { type ColourSpace, MATRICES, PRIMARIES, SRGB, TRANSFERS } from '../../../shared/media/colour.ts';
import { PIXEL_FORMAT_NAMES, PIXEL_FORMATS, type PixelFormat } from '../../../shared/media/formats.ts';
import { RowLayout } from '../../../shared/media/rows.ts';
import { invalid, oneOf, sideOf } from '../../../shared/recording/options.ts';
import { MAX_FRAME_BYTES } from '../../../shared/wire/limits.ts';
import type { Alpha, GeometryMessage } from '../../../shared/wire/messages.ts';

/** How frames look. */
export interface FrameGeometry {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** WebCodecs' name: RGBA (default), RGBX, BGRA, BGRX, I420, I420A, I422, I444 or NV12. Alpha is straight. */
  readonly format?: PixelFormat;
  /** What is not said is sRGB in RGB, and in YUV BT.709 in limited range. */
  readonly colour?: Partial<ColourSpace>;
}

/** A checked geometry. */
export interface Geometry {
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
  readonly colour: ColourSpace;
  readonly rows: RowLayout;
}

const BT709: ColourSpace = { matrix: 'bt709', transfer: 'bt709', primaries: 'bt709', fullRange: false };

/** Checks `given`. Throws OPTION_INVALID or FRAME_TOO_LARGE. */
export function geometryOf({ width, height, format = 'RGBA', colour = {} }: FrameGeometry): Geometry {
  oneOf('format', format, PIXEL_FORMAT_NAMES);
  const { rgb, planes } = PIXEL_FORMATS[format];
  const size = { width: sideOf('width', width), height: sideOf('height', height) };
  const rows = new RowLayout(planes, width, height);
  if (rows.paddedBytes > MAX_FRAME_BYTES)
    throw new ReelayError('FRAME_TOO_LARGE', { bytes: rows.paddedBytes, limit: MAX_FRAME_BYTES });
  return { format, ...size, colour: colourOf({ ...(rgb ? SRGB : BT709), ...colour }, rgb), rows };
}

/** Whether frames of both may go under one geometry of the wire. */
export function sameGeometry(a: Geometry, b: Geometry): boolean {
  const names = ['matrix', 'transfer', 'primaries', 'fullRange'] as const;
  const isOneColour = names.every((name) => a.colour[name] === b.colour[name]);
  return a.format === b.format && a.width === b.width && a.height === b.height && isOneColour;
}

/** What the relay is told. Where no file keeps alpha its bytes are nobody's, and not blended with anything. */
export function geometryMessage(
  id: number,
  { format, width, height, colour }: Geometry,
  alpha: Alpha,
): GeometryMessage {
  const opaque = { RGBA: 'RGBX', BGRA: 'BGRX' } as const;
  const told = alpha === 'discard' && (format === 'RGBA' || format === 'BGRA') ? opaque[format] : format;
  return { type: 'geometry', id, format: told, width, height, colour };
}

/** A frame's bytes as the relay wants them: the caller's own memory, but where rows must be moved apart. Throws OPTION_INVALID. */
export function pixelsOf(
  pixels: ArrayBufferView<ArrayBuffer> | ArrayBuffer,
  { format, width, height, rows }: Geometry,
): Uint8Array {
  const bytes = pixels instanceof ArrayBuffer ? new Uint8Array(pixels) : asBytes(pixels);
  const arranged = rows.arrange(bytes);
  if (arranged) return arranged;
  const { tightBytes, paddedBytes } = rows;
  const padded = paddedBytes === tightBytes ? '' : `, or ${paddedBytes} with each row at a multiple of four bytes`;
  const reason = `a frame of ${format}, ${width} x ${height}, has ${tightBytes}, its rows one after the other${padded}`;
  throw invalid('pixels', `${bytes.byteLength} bytes long`, reason);
}

function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function colourOf(colour: ColourSpace, rgb: boolean): ColourSpace {
  const matrices = (Object.keys(MATRICES) as (keyof typeof MATRICES)[]).filter((name) => (name === 'rgb') === rgb);
  const { matrix, transfer, primaries, fullRange } = colour;
  if (typeof fullRange !== 'boolean') throw invalid('colour.fullRange', fullRange, 'it must be true or false');
  return {
    matrix: oneOf('colour.matrix', matrix, matrices),
    transfer: oneOf('colour.transfer', transfer, Object.keys(TRANSFERS) as (keyof typeof TRANSFERS)[]),
    primaries: oneOf('colour.primaries', primaries, Object.keys(PRIMARIES) as (keyof typeof PRIMARIES)[]),
    fullRange,
  };
}
