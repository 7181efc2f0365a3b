/** What a reader may ask for, and what it is given. */
import type { Nanoseconds } from '../../../shared/media/time.ts';
import type { ShareFormat } from './layout.ts';

/** What a reader may say of a share. None of it is needed: the share says how its frames look. */
export interface OpenShareOptions {
  /** Stated parameters. A share that has others is an error (SHARE_MISMATCH), and no frame of it is given out. */
  readonly width?: number;
  readonly height?: number;
  readonly format?: ShareFormat;
  readonly slots?: number;
  readonly intervalMs?: number;
  /** True: always the newest frame. False, the default: each frame in turn, as long as the ring holds it. */
  readonly newest?: boolean;
  /** User id of the writer, where it is another user's; by default only one's own shares and root's are read. */
  readonly owner?: number;
}

/** A frame, copied out of the share and known to be whole. It is the caller's to keep and to change. */
export interface ShareFrame {
  /** Rows from the top, without padding. */
  readonly data: Uint8Array;
  readonly format: ShareFormat;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bytes of a row. */
  readonly rowBytes: number;
  /** Place among this writer's frames, from 0. */
  readonly sequence: number;
  /** Time in the recording. */
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  /** Frames between the one given out before and this one, which this reader was too slow for (or did not ask for). */
  readonly lost: number;
  /** Frames that were due until now, and that the writer had no time for. */
  readonly dropped: number;
  /** How many writers this reader has met; sequence and time begin anew with each. */
  readonly writer: number;
}
