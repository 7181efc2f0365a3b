/** Pictures of a page in real time: Chromium's screencast, in a DevTools session of one's own. */
import { framesPerSecond, type Nanoseconds, type Rate } from '../../../shared/media/time.ts';
import type { Size } from '../../pipeline/preset.ts';
import { type DevToolsSession, PageLife, type ScreencastFrame } from './devtools.ts';
import { Pace } from './pace.ts';
import type { PictureSink, PictureSource } from './source.ts';
import { Timeline } from './timeline.ts';

/** Of JPEG, in percent: above, bytes grow faster than one sees. */
const JPEG_QUALITY = 90;
/** Pictures under way from the browser. What is not acknowledged in time is left out there, before it is encoded. */
const FRAMES_IN_FLIGHT = 5;
/** A clock that is farther off is another machine's. */
const MAX_DELAY_MS = 2_000;

interface ShownPicture {
  readonly data: Uint8Array;
  readonly atMs: number;
}

export class Screencast implements PictureSource {
  readonly type = 'image/jpeg';
  readonly warnings: string[] = [];
  readonly #session: DevToolsSession;
  readonly #size: Size;
  readonly #pace: Pace<ShownPicture>;
  readonly #life = new PageLife();
  #sink: PictureSink | undefined;
  #room: Promise<void> = Promise.resolve();
  #timeline: Timeline | undefined;
  /** What the browser's clock is behind this one, where it runs on another machine. */
  #clockOffsetMs: number | undefined;
  #lastNs = -1;
  /** What the page shows: after a pause it is the first picture. */
  #shown: Uint8Array | undefined;

  /** @param size the largest picture that is of use */
  constructor(session: DevToolsSession, size: Size, rate: Rate) {
    this.#session = session;
    this.#size = size;
    this.#pace = new Pace(framesPerSecond(rate), (picture) => this.#show(picture));
  }

  get nowNs(): Nanoseconds {
    return this.#timeline?.at(this.#life.goneMs ?? Date.now()) ?? 0;
  }

  async start(sink: PictureSink): Promise<void> {
    this.#sink = sink;
    this.#session.on('Page.screencastFrame', (frame: ScreencastFrame) => void this.#take(frame));
    this.#session.on('Inspector.targetCrashed', () => this.#crashed());
    await this.#session.send('Inspector.enable');
    await this.#session.send('Page.startScreencast', {
      format: 'jpeg',
      quality: JPEG_QUALITY,
      maxWidth: this.#size.width,
      maxHeight: this.#size.height,
      maxFramesInFlight: FRAMES_IN_FLIGHT,
    });
  }

  pause(): void {
    this.#pace.flush();
    this.#timeline?.pause(Date.now());
  }

  resume(): void {
    if (this.#timeline?.isPaused !== true) return;
    this.#timeline.resume(Date.now());
    if (this.#shown) this.#show({ data: this.#shown, atMs: Date.now() });
  }

  /** The page was closed: the recording goes no further. */
  closed(): void {
    this.#life.end();
  }

  async stop(): Promise<Nanoseconds> {
    await this.#life.answer(this.#session.send('Page.stopScreencast')).catch(() => undefined);
    this.#pace.flush();
    const endNs = Math.max(this.nowNs, this.#lastNs + 1);
    this.#sink = undefined;
    await this.#life.answer(this.#session.detach()).catch(() => undefined);
    return endNs;
  }

  async #take({ data, metadata, sessionId }: ScreencastFrame): Promise<void> {
    const nowMs = Date.now();
    const stampMs = (metadata.timestamp ?? nowMs / 1000) * 1000;
    this.#clockOffsetMs ??= Math.abs(nowMs - stampMs) > MAX_DELAY_MS ? nowMs - stampMs : 0;
    this.#pace.offer({ data: Buffer.from(data, 'base64'), atMs: stampMs + this.#clockOffsetMs });
    await this.#room;
    await this.#session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  }

  #show({ data, atMs }: ShownPicture): void {
    this.#shown = data;
    this.#timeline ??= new Timeline(atMs);
    if (this.#timeline.isPaused || !this.#sink) return;
    this.#lastNs = Math.max(this.#timeline.at(atMs), this.#lastNs + 1);
    this.#room = this.#sink({ data, ptsNs: this.#lastNs });
  }

  #crashed(): void {
    this.#life.end();
    this.warnings.push(`The page crashed ${(this.nowNs / 1e9).toFixed(3)} s into the recording, which ends there.`);
  }
}
