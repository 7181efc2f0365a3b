/**
 * Colour description of raw frames. The names are WebCodecs' (`VideoColorSpace`), the numbers GStreamer's
 * `colorimetry` caps field `range:matrix:transfer:primaries` (gst-plugins-base, video-color.h).
 */
export const MATRICES = { rgb: 1, bt709: 3, smpte170m: 4, bt470bg: 4, 'bt2020-ncl': 6 } as const;
export const TRANSFERS = { linear: 1, bt709: 5, smpte170m: 16, 'iec61966-2-1': 7, pq: 14, hlg: 15 } as const;
export const PRIMARIES = { bt709: 1, bt470bg: 3, smpte170m: 4, bt2020: 7, smpte432: 10 } as const;

export interface ColourSpace {
  readonly matrix: keyof typeof MATRICES;
  readonly transfer: keyof typeof TRANSFERS;
  readonly primaries: keyof typeof PRIMARIES;
  readonly fullRange: boolean;
}

/** What a canvas holds unless told otherwise. */
export const SRGB: ColourSpace = { matrix: 'rgb', transfer: 'iec61966-2-1', primaries: 'bt709', fullRange: true };

/** The `colorimetry` caps value for `space`, for example `1:1:7:1` for sRGB. */
export function colorimetry(space: ColourSpace): string {
  const range = space.fullRange ? 1 : 2;
  return `${range}:${MATRICES[space.matrix]}:${TRANSFERS[space.transfer]}:${PRIMARIES[space.primaries]}`;
}
