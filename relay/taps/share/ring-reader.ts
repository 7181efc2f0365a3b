/**
 * Reads frames out of one segment, as they are or not at all. Only reads: the writer never knows of it.
 *
 * Everything in the segment is checked before it is used: it may be damaged, or made to harm. Frames are read by system
 * calls, not by mapping the file, so a file that is cut short while it is read is an error and not the end of the program.
 */
import { closeSync, constants, fstatSync, openSync, read as readCallback, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { ReelayError } from '../../../shared/errors.ts';
import type { Nanoseconds } from '../../../shared/media/time.ts';
import { decodeHeader, type ShareHeader } from './header.ts';
import {
  decodeFields,
  HEADER_BYTES,
  PROGRESS_BYTES,
  PROGRESS_FIELDS,
  PROGRESS_OFFSET,
  shareSizes,
  SLOT_FIELDS,
  SLOT_HEADER_BYTES,
  slotOffset,
  STAMP_BYTES,
  STATE_CLOSED,
} from './layout.ts';

const read = promisify(readCallback);

/** No link is followed, and no pipe waited for. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A frame as it stands in its slot. */
export interface StoredFrame {
  readonly sequence: number;
  readonly ptsNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  readonly dropped: number;
  readonly pixels: Buffer;
}

export class RingReader {
  readonly header: ShareHeader;
  readonly fd: number;
  readonly #path: string;
  readonly #progress = Buffer.alloc(PROGRESS_BYTES);
  readonly #slotHeader = Buffer.alloc(SLOT_HEADER_BYTES);

  private constructor(path: string, fd: number, header: ShareHeader) {
    this.#path = path;
    this.fd = fd;
    this.header = header;
  }

  /**
   * Opens the segment at `path`; undefined where there is none. Throws SHARE_INVALID or SHARE_FORBIDDEN.
   * @param owner user id of the only user (besides root) whose segment is read
   */
  static open(path: string, owner: number): RingReader | undefined {
    const fd = openDescriptor(path);
    if (fd === undefined) return undefined;
    try {
      const stat = fstatSync(fd);
      if (!stat.isFile()) throw new ReelayError('SHARE_INVALID', { path, reason: 'it is no plain file' });
      if (stat.uid !== owner && stat.uid !== 0)
        throw new ReelayError('SHARE_FORBIDDEN', { path, reason: `it belongs to user ${stat.uid}, not ${owner}` });
      const bytes = Buffer.alloc(HEADER_BYTES);
      const length = readSync(fd, bytes, 0, HEADER_BYTES, 0);
      return new RingReader(path, fd, decodeHeader(bytes.subarray(0, length), stat.size, path));
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** False once the segment's name is gone or another's: no more frames will come. */
  get hasName(): boolean {
    return fstatSync(this.fd).nlink > 0;
  }

  /** How far the writer is, and whether it has ended. */
  progress(): { readonly frames: number; readonly isClosed: boolean } {
    this.#read(this.#progress, PROGRESS_OFFSET);
    const { frames, state } = decodeFields(PROGRESS_FIELDS, this.#progress, PROGRESS_OFFSET);
    if (frames === Infinity) throw this.#invalid('its frame count is beyond all bounds');
    return { frames, isClosed: state === STATE_CLOSED };
  }

  /** Frame `sequence`; undefined where its slot holds another, or came to hold another while it was read. */
  async frame(sequence: number): Promise<StoredFrame | undefined> {
    const { frameBytes } = shareSizes(this.header);
    const at = slotOffset(this.header, sequence);
    const whole = 2 * sequence + 2;
    this.#read(this.#slotHeader, at);
    const { stamp, ptsNs, durationNs, payloadBytes, dropped } = decodeFields(SLOT_FIELDS, this.#slotHeader);
    if (stamp !== whole) return undefined;
    const pixels = Buffer.allocUnsafeSlow(frameBytes);
    const { bytesRead } = await read(this.fd, pixels, 0, frameBytes, at + SLOT_HEADER_BYTES);
    if (this.#stamp(at) !== whole) return undefined;
    // The slot was whole all the while: what does not fit is no accident of time.
    if (bytesRead !== frameBytes || payloadBytes !== frameBytes)
      throw this.#invalid(`frame ${sequence} has ${Math.min(bytesRead, payloadBytes)} bytes, not ${frameBytes}`);
    if (ptsNs === Infinity || durationNs === Infinity || dropped === Infinity)
      throw this.#invalid(`frame ${sequence} has numbers beyond all bounds`);
    return { sequence, ptsNs, durationNs, dropped, pixels };
  }

  close(): void {
    closeSync(this.fd);
  }

  #stamp(at: number): number {
    this.#read(this.#slotHeader.subarray(0, STAMP_BYTES), at);
    return decodeFields({ stamp: SLOT_FIELDS.stamp }, this.#slotHeader).stamp;
  }

  #read(target: Buffer, at: number): void {
    if (readSync(this.fd, target, 0, target.length, at) !== target.length) throw this.#invalid('it was cut short');
  }

  #invalid(reason: string): ReelayError {
    return new ReelayError('SHARE_INVALID', { path: this.#path, reason });
  }
}

function openDescriptor(path: string): number | undefined {
  try {
    return openSync(path, READ_FLAGS);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES')
      throw new ReelayError('SHARE_FORBIDDEN', { path, reason: 'its permissions do not let this user read it' });
    if (code === 'ELOOP') throw new ReelayError('SHARE_INVALID', { path, reason: 'it is a symbolic link' });
    throw error;
  }
}
