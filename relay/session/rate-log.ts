/** Bits and frames over the time of the picture, in few points however long a recording is. */
import { type Nanoseconds, NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import type { BitrateSeries } from '../recordings/sidecar.ts';

/** With more, two become one. */
const MAX_POINTS = 1000;
const BITS_PER_BYTE = 8;

export class RateLog {
  #stepSeconds = 1;
  #bytes: number[] = [];
  #frames: number[] = [];

  /** Counts a frame. Any time is taken: a page may claim that a frame is weeks away. */
  add(ptsNs: Nanoseconds, bytes: number): void {
    const seconds = ptsNs / NANOSECONDS_PER_SECOND;
    while (seconds / this.#stepSeconds >= MAX_POINTS) this.#halve();
    const point = Math.floor(seconds / this.#stepSeconds);
    while (this.#bytes.length <= point) {
      this.#bytes.push(0);
      this.#frames.push(0);
    }
    this.#bytes[point] = (this.#bytes[point] ?? 0) + bytes;
    this.#frames[point] = (this.#frames[point] ?? 0) + 1;
  }

  /** As it stands. The last point may have less than a whole step of picture. */
  get series(): BitrateSeries {
    const perStep = BITS_PER_BYTE / this.#stepSeconds;
    return {
      stepSeconds: this.#stepSeconds,
      bitsPerSecond: this.#bytes.map((bytes) => Math.round(bytes * perStep)),
      frames: [...this.#frames],
    };
  }

  #halve(): void {
    this.#stepSeconds *= 2;
    this.#bytes = paired(this.#bytes);
    this.#frames = paired(this.#frames);
  }
}

function paired(values: readonly number[]): number[] {
  return Array.from(
    { length: Math.ceil(values.length / 2) },
    (_, index) => (values[2 * index] ?? 0) + (values[2 * index + 1] ?? 0),
  );
}
