/** Codecs in which frames may travel, by the names they have on the wire: a closed table, as what it holds becomes caps. */
import { colorimetry, type ColourSpace } from './colour.ts';
import type { Rate } from './time.ts';

export type CodecName = keyof typeof CODECS;

/** Matrices in which RGB becomes 4:2:0 before it is encoded. */
type CodecMatrix = 'bt709' | 'bt601';

interface CodecDescription {
  /** As a person calls it. */
  readonly title: string;
  /** GStreamer's caps for what WebCodecs gives, size, rate and colour left out. Source: W3C WebCodecs codec registry; GStreamer's parsers. */
  readonly caps: string;
  /** Whether parameters that every decoder needs stand beside the stream (avcC, hvcC), as `codec_data`. */
  readonly described: boolean;
  readonly matrix: CodecMatrix;
}

export const CODECS = {
  h264: {
    title: 'H.264',
    caps: 'video/x-h264, stream-format=(string)avc, alignment=(string)au',
    described: true,
    matrix: 'bt709',
  },
  h265: {
    title: 'H.265',
    caps: 'video/x-h265, stream-format=(string)hvc1, alignment=(string)au',
    described: true,
    matrix: 'bt709',
  },
  vp9: { title: 'VP9', caps: 'video/x-vp9', described: false, matrix: 'bt709' },
  // Its bitstream cannot name a matrix: decoders take BT.601.
  vp8: { title: 'VP8', caps: 'video/x-vp8', described: false, matrix: 'bt601' },
  av1: {
    title: 'AV1',
    caps: 'video/x-av1, stream-format=(string)obu-stream, alignment=(string)tu',
    described: false,
    matrix: 'bt709',
  },
} as const satisfies Record<string, CodecDescription>;

export const CODEC_NAMES = Object.keys(CODECS) as readonly CodecName[];

/** What is said of the encoded frames that follow. */
export interface EncodedCaps {
  readonly codec: CodecName;
  readonly width: number;
  readonly height: number;
  readonly colour: ColourSpace;
  /** Frame rate; `[0, 1]` means variable. */
  readonly rate: Rate;
  /** Lower-case hexadecimal, where the codec is described. */
  readonly description?: string | undefined;
}

/** The caps string of `caps`. Whatever it is made of is a number, a name of a table, or hexadecimal. */
export function encodedCapsString({ codec, width, height, colour, rate, description }: EncodedCaps): string {
  return (
    `${CODECS[codec].caps}, width=(int)${width}, height=(int)${height}, ` +
    `framerate=(fraction)${rate[0]}/${rate[1]}, pixel-aspect-ratio=(fraction)1/1, ` +
    `colorimetry=(string)${colorimetry(colour)}${description === undefined ? '' : `, codec_data=(buffer)${description}`}`
  );
}

/** Shortest side that every encoder takes, pixels. */
const MIN_SIDE_PIXELS = 16;

/** The size in which a picture of this size is encoded: 4:2:0 needs even sides. What is added is black, on the right and at the bottom. */
export function encodedSize({ width, height }: { readonly width: number; readonly height: number }): {
  readonly width: number;
  readonly height: number;
} {
  const side = (pixels: number): number => Math.max(MIN_SIDE_PIXELS, pixels + (pixels % 2));
  return { width: side(width), height: side(height) };
}
