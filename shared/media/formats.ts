/** Pixel layouts that travel on the wire, by their WebCodecs `VideoPixelFormat` name. */
export type PixelFormat = keyof typeof PIXEL_FORMATS;

export interface Plane {
  /** Bytes a sample (or a packed pixel) takes. */
  readonly bytes: number;
  /** log2 of the horizontal and vertical subsampling. */
  readonly shiftX: number;
  readonly shiftY: number;
}

interface FormatDescription {
  /** GStreamer's `video/x-raw` format name. */
  readonly gstreamer: string;
  readonly alpha: boolean;
  readonly rgb: boolean;
  readonly planes: readonly Plane[];
}

const packed: readonly Plane[] = [{ bytes: 4, shiftX: 0, shiftY: 0 }];
const planar = (bytes: number, shiftX: number, shiftY: number): readonly Plane[] => [
  { bytes, shiftX: 0, shiftY: 0 },
  { bytes, shiftX, shiftY },
  { bytes, shiftX, shiftY },
];

/** Source: WebCodecs `VideoPixelFormat`, and gst-plugins-base `video-format.c` / `video-info.c` for the names and strides. */
export const PIXEL_FORMATS = {
  RGBA: { gstreamer: 'RGBA', alpha: true, rgb: true, planes: packed },
  RGBX: { gstreamer: 'RGBx', alpha: false, rgb: true, planes: packed },
  BGRA: { gstreamer: 'BGRA', alpha: true, rgb: true, planes: packed },
  BGRX: { gstreamer: 'BGRx', alpha: false, rgb: true, planes: packed },
  I420: { gstreamer: 'I420', alpha: false, rgb: false, planes: planar(1, 1, 1) },
  I420A: {
    gstreamer: 'A420',
    alpha: true,
    rgb: false,
    planes: [...planar(1, 1, 1), { bytes: 1, shiftX: 0, shiftY: 0 }],
  },
  I422: { gstreamer: 'Y42B', alpha: false, rgb: false, planes: planar(1, 1, 0) },
  I444: { gstreamer: 'Y444', alpha: false, rgb: false, planes: planar(1, 0, 0) },
  NV12: {
    gstreamer: 'NV12',
    alpha: false,
    rgb: false,
    planes: [
      { bytes: 1, shiftX: 0, shiftY: 0 },
      { bytes: 2, shiftX: 1, shiftY: 1 },
    ],
  },
} as const satisfies Record<string, FormatDescription>;

export const PIXEL_FORMAT_NAMES = Object.keys(PIXEL_FORMATS) as readonly PixelFormat[];

/** Offset and stride of one plane, bytes: the shape of WebCodecs' `PlaneLayout`. */
export interface PlaneLayout {
  readonly offset: number;
  readonly stride: number;
}

export interface FrameLayout {
  readonly planes: readonly PlaneLayout[];
  /** Bytes of the whole frame. */
  readonly bytes: number;
}

const ceilShift = (value: number, shift: number): number => (value + (1 << shift) - 1) >> shift;
const roundUp4 = (value: number): number => (value + 3) & ~3;

/**
 * GStreamer's default memory layout of a frame: strides rounded up to four bytes, planes one after the other.
 * Asking `VideoFrame.copyTo` for just this layout lets the payload go into `video/x-raw` with no repacking.
 */
export function frameLayout(format: PixelFormat, width: number, height: number): FrameLayout {
  return layoutOfPlanes(PIXEL_FORMATS[format].planes, width, height);
}

/** The same for any format, by its planes. */
export function layoutOfPlanes(planes: readonly Plane[], width: number, height: number): FrameLayout {
  const layout: PlaneLayout[] = [];
  let offset = 0;
  for (const plane of planes) {
    // GStreamer rounds the luma height up to even before it halves it, which is what ceilShift gives for chroma;
    // for the luma planes of 4:2:0 formats the space itself is rounded up as well (video-info.c, fill_planes).
    const stride = roundUp4(ceilShift(width, plane.shiftX) * plane.bytes);
    const evenRows = planes.some((other) => other.shiftY === 1) && plane.shiftY === 0;
    const rows = evenRows ? (height + 1) & ~1 : ceilShift(height, plane.shiftY);
    layout.push({ offset, stride });
    offset += stride * rows;
  }
  return { planes: layout, bytes: offset };
}
