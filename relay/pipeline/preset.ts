/** What a preset is: one way to turn frames into a file. */
import type { CodecName } from '../../shared/media/codecs.ts';
import type { Rate } from '../../shared/media/time.ts';
import type { Alpha, Mode, Quality, YuvMatrix } from '../../shared/wire/messages.ts';
import type { Fragment } from './fragment.ts';

/** A picture's size, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the encoder and the muxer are built for, all of it decided; the size is that of the picture in the file. */
export interface PresetSettings extends Size {
  readonly mode: Mode;
  readonly rate: Rate;
  readonly alpha: Alpha;
  readonly quality: Quality;
  /** Bits per second, where given; then it takes the place of constant quality. */
  readonly bitrate: number | undefined;
}

/** Sizes that codec and container can hold. */
export interface SizeRules {
  /** Both sides must be a multiple of this. */
  readonly multipleOf: number;
  /** Smallest picture. */
  readonly minimum: Size;
  /** Where a side is longer than `over`, the smallest that the other may be. */
  readonly thin?: { readonly over: Size; readonly minimum: number };
  /** Longest side, pixels. */
  readonly maximum: number;
  /** Why it must be a multiple, as warnings say it: `H.264 in 4:2:0 needs even sides`. */
  readonly multipleReason: string;
  /** Why it has a smallest size, likewise. */
  readonly minimumReason: string;
}

export interface Preset {
  /** What a request names it by: lower-case letters, digits, hyphens. */
  readonly id: string;
  /** Name in menus. */
  readonly label: string;
  /** One sentence: what it is good for. */
  readonly description: string;
  /** File name extension, without the dot. */
  readonly extension: string;
  readonly mime: string;
  /** Whether the file can hold an alpha channel. */
  readonly alpha: boolean;
  /** Whether every pixel comes back as it was drawn, at every quality. */
  readonly lossless: boolean;
  readonly qualities: readonly Quality[];
  /** Whether `bitrate` can be set. */
  readonly bitrate: boolean;
  /** Whether the file keeps each frame's own time; where not, frames are repeated or left out to make a constant rate. */
  readonly variableRate: boolean;
  /** The matrix of a 4:2:0 file; undefined where the file holds RGB, 4:4:4, or what the operator chose. */
  readonly yuv: YuvMatrix | undefined;
  readonly size: SizeRules;
  /** Elements it needs besides those every pipeline has. */
  readonly elements: readonly string[];
  readonly chain: PresetChain;
  /**
   * Codecs in which frames that come encoded are stored as they are: what stands before the muxer then, as gst-launch
   * arguments each ended by `!`. For chains of the kind `encoder`. What is not listed is decoded and encoded again.
   */
  readonly stores?: Partial<Readonly<Record<CodecName, (settings: PresetSettings) => readonly string[]>>>;
}

/** What stands between the fitted frames and the file. */
export type PresetChain =
  | {
      readonly kind: 'encoder';
      /** Fields of the `video/x-raw` caps the encoder is given: pixel format and colorimetry. */
      rawCaps(settings: PresetSettings): string;
      /** Encoder and what must stand beside it, as gst-launch arguments joined by `!`. */
      encoder(settings: PresetSettings): readonly string[];
      muxer(settings: PresetSettings): readonly string[];
    }
  /** The same, where a folder of files comes of it. */
  | {
      readonly kind: 'folder';
      /** The file in it to open first. */
      readonly index: string;
      rawCaps(settings: PresetSettings): string;
      encoder(settings: PresetSettings): readonly string[];
      /** What writes the files. @param folder name of the folder, which is there */
      sink(folder: string): readonly string[];
    }
  /** The operator's own. */
  | { readonly kind: 'fragment'; readonly fragment: Fragment };
