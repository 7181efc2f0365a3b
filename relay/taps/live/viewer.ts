/** One viewer: an HTTP answer that never ends, and is given whole pictures only. */
import type { ServerResponse } from 'node:http';
import { ReelayError } from '../../../shared/errors.ts';
import type { Watcher } from './channel.ts';
import { type KernelConnection, kernelConnection } from './kernel-queues.ts';
import { type LiveTimes, MAX_UNREAD_BYTES, MAX_UNREAD_PARTS } from './limits.ts';
import { MULTIPART_OPENING, MULTIPART_TYPE, type Part } from './multipart-writer.ts';
import type { Paced, Pacer } from './pacer.ts';

export interface ViewerOptions {
  readonly response: ServerResponse;
  readonly pacer: Pacer;
  readonly times: LiveTimes;
  /** It is gone, whoever ended it. */
  onLeft(): void;
}

/** What waits: a picture, or the last one again. */
interface Waiting {
  readonly part: Part;
  readonly isRepeat: boolean;
}

export class Viewer implements Watcher, Paced {
  /** Resolves when the answer has begun or the viewer has left; rejects where it ended before, to be answered with that. */
  readonly begun: Promise<void>;
  readonly connection: KernelConnection | undefined;
  readonly #response: ServerResponse;
  readonly #pacer: Pacer;
  readonly #stuckMs: number;
  readonly #firstPictureTimer: NodeJS.Timeout;
  #settleBegun: (error?: ReelayError) => void = () => undefined;
  /** The newest picture, until it can be written. */
  #waiting: Waiting | undefined;
  /** Bytes of the last parts written, the newest first, one fewer than may be unread: if no more is, there is room for another. */
  #written: readonly number[] = [];
  #bytesWritten = 0;
  /** What it may have left unread, at most: what the last look told, and all that was written since. */
  #unreadAtMost = 0;
  /** Since when it has not been able to take a part, by performance.now(). */
  #stuckSinceMs: number | undefined;
  #sent = 0;
  #dropped = 0;

  constructor({ response, pacer, times, onLeft }: ViewerOptions) {
    this.#response = response;
    this.#pacer = pacer;
    this.#stuckMs = times.stuckMs;
    this.connection = response.socket ? kernelConnection(response.socket) : undefined;
    this.begun = new Promise((resolve, reject) => {
      this.#settleBegun = (error) => (error ? reject(error) : resolve());
    });
    this.begun.catch(() => undefined); // Told to whoever waits for it.
    this.#firstPictureTimer = setTimeout(
      () => this.end(new ReelayError('LIVE_NO_PICTURE', { seconds: times.firstPictureMs / 1000 })),
      times.firstPictureMs,
    );
    pacer.add(this);
    response.once('close', () => {
      clearTimeout(this.#firstPictureTimer);
      this.#waiting = undefined;
      pacer.remove(this);
      this.#settleBegun();
      onLeft();
    });
    response.on('error', () => response.destroy());
  }

  get sent(): number {
    return this.#sent;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  get isUnsettled(): boolean {
    return this.#waiting !== undefined || this.#unreadAtMost > 0;
  }

  get bytesHandedOn(): number {
    return this.#bytesWritten - this.#response.writableLength;
  }

  show(part: Part, isRepeat: boolean): void {
    if (this.#response.closed || (isRepeat && this.#waiting)) return;
    if (this.#waiting && !this.#waiting.isRepeat) this.#dropped++;
    this.#waiting = { part, isRepeat };
    if (this.#hasRoom()) this.#write();
    else this.#pacer.wake();
  }

  proceed(unreadBytes: number, bytesHandedOn: number): void {
    this.#unreadAtMost = unreadBytes + (this.#bytesWritten - bytesHandedOn);
    if (!this.#waiting) return;
    if (this.#hasRoom()) this.#write();
    else if (performance.now() - (this.#stuckSinceMs ??= performance.now()) > this.#stuckMs) this.#response.destroy();
  }

  end(error?: ReelayError): void {
    clearTimeout(this.#firstPictureTimer);
    this.#waiting = undefined;
    if (!this.#response.headersSent) this.#settleBegun(error ?? new ReelayError('LIVE_ENDED'));
    // What an end would still send must not wait for one that does not read.
    else if (this.#response.writableLength > 0) this.#response.destroy();
    else this.#response.end();
  }

  #hasRoom(): boolean {
    if (!this.#waiting) return false;
    const lastParts = this.#written.reduce((sum, bytes) => sum + bytes, 0);
    const total = this.#unreadAtMost + this.#waiting.part.bytes.length;
    return this.#unreadAtMost === 0 || (this.#unreadAtMost <= lastParts && total <= MAX_UNREAD_BYTES);
  }

  #write(): void {
    if (!this.#waiting) return;
    const { part, isRepeat } = this.#waiting;
    this.#waiting = undefined;
    this.#stuckSinceMs = undefined;
    if (!this.#response.headersSent) this.#begin();
    this.#written = [part.bytes.length, ...this.#written.slice(0, MAX_UNREAD_PARTS - 2)];
    this.#bytesWritten += part.bytes.length;
    this.#unreadAtMost += part.bytes.length;
    this.#pacer.lookSoon();
    if (!isRepeat) this.#sent++;
    // What the system does not take yet counts as unread: the next look finds it.
    this.#response.write(part.bytes);
  }

  #begin(): void {
    clearTimeout(this.#firstPictureTimer);
    // It ends with the connection; chunks would only add bytes.
    this.#response.removeHeader('Transfer-Encoding');
    this.#response.writeHead(200, {
      'Content-Type': MULTIPART_TYPE,
      'Cache-Control': 'no-store',
      // Opened by itself it is a document, and what is in the pictures may come from outside.
      'Content-Security-Policy': "default-src 'none'; sandbox",
      Connection: 'close',
    });
    this.#response.write(MULTIPART_OPENING);
    this.#settleBegun();
  }
}
