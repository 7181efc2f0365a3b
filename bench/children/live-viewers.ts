/**
 * A hundred viewers of one stream: 60 read, 30 pause for a second again and again, 10 read nothing. Tells when all have a
 * picture, then what they saw in the given number of pictures.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { MultipartReader } from '../../relay/taps/live/multipart-reader.ts';
import type { ViewersReport } from '../lib/live-peers.ts';
import { RATE, readStamps } from '../lib/stamped-frames.ts';

const [port, path, countText] = process.argv.slice(2);
const READERS = 60;
const PAUSING = 30;
const STUCK = 10;
const PAUSE_MS = 1000;
const MAX_PART_BYTES = 4 * 1024 * 1024;
/** Of a picture's bytes, enough to tell it from others: the stamp is at its top. */
const TOLD_BY_BYTES = 8192;

/** Every picture that came, in the order in which the first viewer had it. */
const pictures: Buffer[] = [];
const numbers = new Map<string, number>();
let torn = 0;

function numberOf(jpeg: Buffer): number {
  const key = createHash('sha1').update(jpeg.subarray(0, TOLD_BY_BYTES)).digest('base64');
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, pictures.length);
  return pictures.push(jpeg) - 1;
}

/** Reads pictures from a socket that stops at the byte when it is told to: nothing gathers in this process. */
class View {
  readonly arrivals: { readonly number: number; readonly timeMs: number }[] = [];
  readonly #socket: Socket;
  readonly #reader: MultipartReader;
  #head: Buffer | undefined = Buffer.alloc(0);
  #isPaused = false;
  onPicture: (number: number) => void = () => undefined;

  constructor(reads: boolean) {
    this.#reader = new MultipartReader(MAX_PART_BYTES, (jpeg) => {
      const isWhole = jpeg.readUInt16BE(jpeg.length - 2) === 0xffd9;
      if (!isWhole) throw new Error('half a picture');
      const number = numberOf(jpeg);
      this.arrivals.push({ number, timeMs: Date.now() });
      this.onPicture(number);
    });
    const onread = {
      buffer: Buffer.alloc(64 * 1024),
      callback: (length: number, buffer: Uint8Array): boolean => {
        this.#take(Buffer.from(buffer.subarray(0, length)));
        return !this.#isPaused;
      },
    };
    this.#socket = connect({ host: '127.0.0.1', port: Number(port), ...(reads ? { onread } : {}) });
    if (!reads) this.#socket.pause();
    this.#socket.on('error', () => this.#socket.destroy());
    // A server that speaks no HTTP does not mind.
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  }

  close(): void {
    this.#socket.destroy();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#socket.resume();
  }

  #take(chunk: Buffer): void {
    try {
      if (!this.#head) {
        this.#reader.read(chunk);
        return;
      }
      this.#head = Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf('\r\n\r\n');
      const isHttp = this.#head.subarray(0, 5).equals(Buffer.from('HTTP/'));
      // A server that speaks no HTTP begins anywhere.
      const begin = isHttp ? end + 4 : this.#head.indexOf('--b\r\n');
      if (this.#head.length < 5 || begin < 0 || (isHttp && end < 0)) return;
      const body = this.#head.subarray(begin);
      this.#head = undefined;
      this.#reader.read(body);
    } catch {
      torn++;
      this.#socket.destroy();
    }
  }
}

const readers = Array.from({ length: READERS }, () => new View(true));
const pausing = Array.from({ length: PAUSING }, () => new View(true));
const stuck = Array.from({ length: STUCK }, () => new View(false));
// Some may never get one, where streams begin anywhere.
for (let look = 0; look < 100 && [...readers, ...pausing].some(({ arrivals }) => arrivals.length === 0); look++)
  await sleep(50);
process.send?.('watching');

const behind: number[] = [];
let isEnough = false;
for (const view of pausing) {
  const pauseOnce = (): void => {
    view.pause();
    setTimeout(() => {
      const newest = pictures.length - 1;
      let old = 0;
      view.onPicture = (number) => {
        if (number < newest) {
          old++;
          return;
        }
        behind.push(old);
        view.onPicture = () => undefined;
        // Some pictures live, then the next pause.
        if (!isEnough) setTimeout(pauseOnce, PAUSE_MS / 2);
      };
      view.resume();
    }, PAUSE_MS);
  };
  // Not all at the same time.
  setTimeout(pauseOnce, Math.random() * PAUSE_MS);
}
const first = pictures.length;
// Where streams break, or the machine is busy, fewer will have to do.
const deadlineMs = performance.now() + (3 * Number(countText) * 1000) / RATE;
while (pictures.length < first + Number(countText) && performance.now() < deadlineMs) await sleep(20);
isEnough = true;
const last = pictures.length - 1;
// The last ones are still on their way to some.
await sleep(1000);

const stamps = await readStamps(pictures.slice(0, last));
const within = ({ number }: { readonly number: number }): boolean => number >= first && number < last;
const ages = readers
  .flatMap(({ arrivals }) => arrivals.filter(within))
  .map(({ number, timeMs }) => timeMs - (stamps[number]?.timeMs ?? 0))
  .sort((a, b) => a - b);
const seen = readers.map(({ arrivals }) => new Set(arrivals.filter(within).map(({ number }) => number)).size);
const report: ViewersReport = {
  medianMs: ages[Math.floor(ages.length / 2)] ?? Number.NaN,
  p99Ms: ages[Math.floor(ages.length * 0.99)] ?? Number.NaN,
  pictures: last - first,
  lost: seen.reduce((sum, count) => sum + (last - first - count), 0),
  behind: Math.max(0, ...behind),
  pauses: behind.length,
  torn,
};
process.send?.(report);
await once(process, 'message');
for (const view of [...readers, ...pausing, ...stuck]) view.close();
process.disconnect();

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
