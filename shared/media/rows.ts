/** Where the rows of a frame lie: as programs have them, one after the other, and as GStreamer wants them. */
import { layoutOfPlanes, type Plane } from './formats.ts';

interface PlaneRows {
  readonly rows: number;
  readonly rowBytes: number;
  readonly offset: number;
  readonly stride: number;
}

/** One format at one size: how many bytes a frame has, and how its rows are brought into place. */
export class RowLayout {
  /** Bytes of a frame whose rows follow each other without a gap. */
  readonly tightBytes: number;
  /** Bytes of a frame in GStreamer's layout: each row begins at a multiple of four bytes. */
  readonly paddedBytes: number;
  readonly #planes: readonly PlaneRows[];

  constructor(planes: readonly Plane[], width: number, height: number) {
    const padded = layoutOfPlanes(planes, width, height);
    const ceilShift = (value: number, shift: number): number => (value + (1 << shift) - 1) >> shift;
    this.#planes = planes.map(({ bytes, shiftX, shiftY }, index) => ({
      rows: ceilShift(height, shiftY),
      rowBytes: ceilShift(width, shiftX) * bytes,
      offset: padded.planes[index]?.offset ?? 0,
      stride: padded.planes[index]?.stride ?? 0,
    }));
    this.tightBytes = this.#planes.reduce((sum, { rows, rowBytes }) => sum + rows * rowBytes, 0);
    this.paddedBytes = padded.bytes;
  }

  /**
   * `frame` in GStreamer's layout: itself where it is in it already, else a copy with its rows apart. Undefined where it has
   * the bytes of neither. Copying takes 0.3 to 0.6 ms at 641 x 481, 1 to 2 ms at 1919 x 1079.
   */
  arrange<Bytes extends Uint8Array>(frame: Bytes): Bytes | Uint8Array<ArrayBuffer> | undefined {
    if (frame.byteLength === this.paddedBytes) return frame;
    if (frame.byteLength !== this.tightBytes) return undefined;
    const arranged = new Uint8Array(this.paddedBytes);
    let from = 0;
    for (const { rows, rowBytes, offset, stride } of this.#planes) {
      for (let row = 0; row < rows; row++) {
        arranged.set(frame.subarray(from, from + rowBytes), offset + row * stride);
        from += rowBytes;
      }
    }
    return arranged;
  }
}
