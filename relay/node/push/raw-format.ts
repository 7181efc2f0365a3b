/** Formats of raw frames that programs have. */
import type { Plane } from '../../../shared/media/formats.ts';
import { RowLayout } from '../../../shared/media/rows.ts';

const packed = (bytes: number): readonly Plane[] => [{ bytes, shiftX: 0, shiftY: 0 }];
const planar = (shiftX: number, shiftY: number): readonly Plane[] => [
  { bytes: 1, shiftX: 0, shiftY: 0 },
  { bytes: 1, shiftX, shiftY },
  { bytes: 1, shiftX, shiftY },
];
const semiPlanar: readonly Plane[] = [
  { bytes: 1, shiftX: 0, shiftY: 0 },
  { bytes: 2, shiftX: 1, shiftY: 1 },
];
/** Two pixels share their chroma. */
const pairs: readonly Plane[] = [{ bytes: 4, shiftX: 1, shiftY: 0 }];

/** Formats by GStreamer's name (gst-plugins-base, video-format.c and video-info.c). */
const RAW_FORMATS: Readonly<Record<string, readonly Plane[]>> = {
  ...{ RGB: packed(3), BGR: packed(3), GRAY8: packed(1), GRAY16_LE: packed(2), GRAY16_BE: packed(2) },
  ...{ RGBA: packed(4), BGRA: packed(4), ARGB: packed(4), ABGR: packed(4) },
  ...{ RGBx: packed(4), BGRx: packed(4), xRGB: packed(4), xBGR: packed(4) },
  ...{ I420: planar(1, 1), YV12: planar(1, 1), Y42B: planar(1, 0), Y444: planar(0, 0) },
  ...{ NV12: semiPlanar, NV21: semiPlanar, YUY2: pairs, UYVY: pairs },
};

export const RAW_FORMAT_NAMES: readonly string[] = Object.keys(RAW_FORMATS);

/**
 * Where the rows of a frame lie.
 * @param format one of RAW_FORMAT_NAMES
 */
export function rawLayout(format: string, width: number, height: number): RowLayout {
  return new RowLayout(RAW_FORMATS[format] ?? [], width, height);
}
