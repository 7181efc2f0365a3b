/**
 * The package's `reelay/share`: frames out of a share, and frames of any Node program into one. docs/SHARING.md.
 *
 *     for await (const frame of openShare('camera')) console.log(frame.ptsNs, frame.data.subarray(0, 10));
 */
import { type ColourSpace, SRGB } from '../../shared/media/colour.ts';
import { frameLayout, PIXEL_FORMATS, type PixelFormat } from '../../shared/media/formats.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import { ReelayError } from '../../shared/errors.ts';
import { ShareBranch } from '../taps/share/branch.ts';
import { type ShareOptions, shareSettings } from '../taps/share/options.ts';
import { ShareReader } from '../taps/share/reader.ts';
import type { OpenShareOptions } from '../taps/share/reader-types.ts';

export { ReelayError } from '../../shared/errors.ts';
export type { PixelFormat } from '../../shared/media/formats.ts';
export type { ShareFormat } from '../taps/share/layout.ts';
export type { ShareOptions } from '../taps/share/options.ts';
export type { ShareReader } from '../taps/share/reader.ts';
export type { OpenShareOptions, ShareFrame } from '../taps/share/reader-types.ts';

/**
 * A reader of the share `name`, whose writer may be there, come or come again. It waits for nothing; `pull` does.
 * Throws OPTION_INVALID for what is no name.
 */
export function openShare(name: string, options: OpenShareOptions = {}): ShareReader {
  return new ShareReader(name, options);
}

/** What pictures in YUV are taken for. */
const BT709: ColourSpace = { matrix: 'bt709', transfer: 'bt709', primaries: 'bt709', fullRange: false };

/** A picture to be shared. */
export interface SharedPicture {
  readonly format: PixelFormat;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  /** Pixels as GStreamer lays them out: rows padded to four bytes, planes one after the other. Kept until it was converted. */
  readonly data: Uint8Array;
}

/** A share that this program writes. */
export interface ShareWriter {
  /** Frames written. */
  readonly frames: number;
  /** Frames that were due, and that there was no time for. */
  readonly dropped: number;
  /** Why it cannot go on, if it cannot. */
  readonly error: ReelayError | undefined;
  /** Offers a picture; it is scaled and converted, or left out where there is no time. Never waits. Throws OPTION_INVALID. */
  push(picture: SharedPicture): void;
  /** Writes what is on its way, tells the readers, removes the share. Idempotent; never rejects. */
  end(): Promise<void>;
}

/**
 * Makes the share `name`. Conversion is done by a gst-launch-1.0 of its own.
 * Rejects with OPTION_INVALID, SHARE_TAKEN or SHARE_UNAVAILABLE.
 */
export async function createShare(
  name: string,
  options: ShareOptions & { readonly size: NonNullable<ShareOptions['size']> },
): Promise<ShareWriter> {
  const { intervalMs, format, slots, permissions } = shareSettings(name, options);
  const geometry = { format, intervalMs, slots, ...options.size };
  const branch = new ShareBranch({ name, geometry, permissions, onFailure: () => undefined });
  try {
    await branch.opened;
    if (branch.error) throw branch.error;
  } catch (error) {
    await branch.end();
    throw error;
  }
  return {
    get frames() {
      return branch.frames;
    },
    get dropped() {
      return branch.dropped;
    },
    get error() {
      return branch.error;
    },
    push: (picture) => push(branch, picture),
    end: () => branch.end(),
  };
}

function push(branch: ShareBranch, { format, width, height, ptsNs, durationNs, data }: SharedPicture): void {
  const { bytes } = frameLayout(format, width, height);
  if (data.byteLength !== bytes) {
    const reason = `${width} x ${height} ${format} has ${bytes} bytes`;
    throw new ReelayError('OPTION_INVALID', { option: 'data', value: `${data.byteLength} bytes`, reason });
  }
  const colour = PIXEL_FORMATS[format].rgb ? SRGB : BT709;
  // The times are each frame's own; a rate would add nothing.
  const caps = { format, width, height, colour, rate: [0, 1] } as const;
  branch.offer({ ptsNs, durationNs, payload: [data] }, caps);
}
