/**
 * How a recording can be watched. A viewer names one of these; it cannot ask for numbers of its own, so that nobody makes
 * the relay encode more than these few.
 */
export interface ViewClass {
  /** Longest side, pixels. Smaller recordings are not enlarged. */
  readonly maxSide: number;
  /** Pictures per second at most. */
  readonly maxRate: number;
  /** jpegenc's, 0 to 100. */
  readonly quality: number;
}

export const VIEW_CLASSES = {
  thumb: { maxSide: 320, maxRate: 5, quality: 60 },
  small: { maxSide: 640, maxRate: 15, quality: 75 },
  full: { maxSide: 1920, maxRate: 30, quality: 85 },
} as const satisfies Record<string, ViewClass>;

export type ViewSize = keyof typeof VIEW_CLASSES;

export const VIEW_SIZES = Object.keys(VIEW_CLASSES) as readonly ViewSize[];

export type ViewClasses = Readonly<Record<ViewSize, ViewClass>>;

export function isViewSize(text: string): text is ViewSize {
  return Object.hasOwn(VIEW_CLASSES, text);
}

/** `width` and `height` made smaller to fit `maxSide`, in proportion, pixels. */
export function fittedSize(
  { width, height }: { readonly width: number; readonly height: number },
  maxSide: number,
): { width: number; height: number } {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
