/** Frames of a MediaStreamTrack, with the times the browser gave them. */
import { frameDurationNs, frameTimeNs, NANOSECONDS_PER_MICROSECOND } from '../../shared/media/time.ts';
import { RateLimiter } from '../capture/clock.ts';
import { type Feed, MAX_FRAMES_IN_READBACK } from './feed.ts';

const END_CHECK_MS = 50;

/** Captures until the track ends, the feed does, or `limit` frames of the nominal rate have passed. */
export async function readTrack(
  frames: ReadableStream<VideoFrame>,
  limit: number | undefined,
  feed: Feed,
): Promise<void> {
  const reader = frames.getReader();
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  feed.signal.addEventListener('abort', cancel, { once: true });
  const endNs = limit === undefined ? Number.POSITIVE_INFINITY : frameTimeNs(limit, feed.rate);
  const capture = new TrackCapture(feed, endNs);
  // A track may have no more frames to give, such as a screen on which nothing moves: time ends it all the same.
  const timer = setInterval(() => feed.clock.at(performance.now()) >= endNs && cancel(), END_CHECK_MS);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (feed.signal.aborted) value.close();
      else if (capture.take(value) === 'over') break;
    }
  } finally {
    clearInterval(timer);
    feed.signal.removeEventListener('abort', cancel);
    cancel();
  }
}

class TrackCapture {
  readonly #feed: Feed;
  readonly #limiter: RateLimiter;
  readonly #endNs: number;
  /** The track's time that is the recording's zero; moves on by the length of each pause. */
  #zeroUs: number | undefined;
  #lastUs = 0;
  #wasPaused = false;
  #inReadback = 0;

  constructor(feed: Feed, endNs: number) {
    this.#feed = feed;
    this.#endNs = endNs;
    this.#limiter = new RateLimiter(feed.rate);
  }

  /** Sends the frame, drops it or passes it over; closes it in every case. */
  take(frame: VideoFrame): 'over' | undefined {
    const { sender, gate, clock, rate } = this.#feed;
    if (gate.isShut) {
      this.#wasPaused = true;
      frame.close();
      return undefined;
    }
    clock.start(performance.now());
    const ptsNs = this.#timeOf(frame);
    if (ptsNs >= this.#endNs) {
      frame.close();
      return 'over';
    }
    if (!this.#limiter.admits(ptsNs)) {
      frame.close();
    } else if (this.#inReadback >= MAX_FRAMES_IN_READBACK) {
      frame.close();
      sender.lose({ count: 1, fromNs: ptsNs, toNs: ptsNs, reason: 'busy' });
    } else {
      this.#inReadback++;
      sender
        .offer(frame, { ptsNs, durationNs: Math.min(frameDurationNs(0, rate), this.#endNs - ptsNs) }, false)
        .catch((error: unknown) => this.#feed.fail(error))
        .finally(() => this.#inReadback--);
    }
    return undefined;
  }

  #timeOf({ timestamp }: VideoFrame): number {
    this.#zeroUs ??= timestamp;
    if (this.#wasPaused) {
      this.#wasPaused = false;
      const frameUs = frameDurationNs(0, this.#feed.rate) / NANOSECONDS_PER_MICROSECOND;
      this.#zeroUs += Math.max(0, Math.round(timestamp - this.#lastUs - frameUs));
    }
    this.#lastUs = timestamp;
    return Math.max(0, (timestamp - this.#zeroUs) * NANOSECONDS_PER_MICROSECOND);
  }
}
