/**
 * How many bits a second the encoder is asked for, so that the far end takes them as they come. It goes by what the relay says
 * that it took, and by how long that took beyond the path's own delay. It never goes by what the browser has sent, and never
 * takes a long delay for a long path (docs/decisions/047).
 */
import type { RateBounds } from './bitrate.ts';

const MS_PER_SECOND = 1000;
const BITS_PER_BYTE = 8;
/** A queue of so many milliseconds that stands on the way: less is asked for. */
const LONG_QUEUE_MS = 150;
/** Hardly any: more may be tried. */
const SHORT_QUEUE_MS = 50;
/** What stands is the least within so long: key frames make a queue that goes by itself. */
const STANDING_MS = 500;
/** With a frame that old on the way nothing is encoded. */
const BLOCKED_QUEUE_MS = 1000;
/** The path's own delay is the least that was seen of late: a path that got longer is known after so long, at most twice. */
const BASE_WINDOW_MS = 10_000;
/** What it is taken for until it was seen. */
const FIRST_BASE_MS = 500;
/** Over which rates are measured, and between two steps up. */
const RATE_WINDOW_MS = 1000;
const STEP_MS = 500;
/** What of the measured rate is asked for when a queue grew: it must become shorter. */
const RETREAT = 0.85;
/** Steps up: before the first queue, far from the rate at which the last one grew, and near that. */
const STEPS = { first: 1.5, far: 1.08, near: 1.01 } as const;
const NEAR = 0.85;
/** A page whose picture hardly moves says nothing of what the path could take. */
const USED_SHARE = 0.6;
/** Where a recording begins, where it may: most paths take that. */
const FIRST_BITS = 4_000_000;

interface Sent {
  readonly bytes: number;
  readonly atMs: number;
}

interface Delay {
  readonly delayMs: number;
  readonly atMs: number;
}

export class RateControl {
  readonly #bounds: RateBounds;
  #target: number;
  /** Sent and not accepted, the oldest first. */
  readonly #underWay: Sent[] = [];
  #acceptedFrames = 0;
  readonly #sent = new RateMeter();
  readonly #accepted = new RateMeter();
  /** Least delay of this window and of the one before. */
  #base = { now: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY, untilMs: 0 };
  /** Of the frames that were accepted of late. */
  #delays: Delay[] = [];
  /** Rate at which a queue last grew. */
  #limit: number | undefined;
  #nextStepMs = 0;

  constructor(bounds: RateBounds) {
    this.#bounds = bounds;
    this.#target = Math.min(bounds.most, Math.max(bounds.least, FIRST_BITS));
  }

  /** Bits per second. */
  get target(): number {
    return this.#target;
  }

  /** Bits sent in the last second. */
  sentBits(nowMs: number): number {
    return this.#sent.bits(nowMs);
  }

  /** Whether the far end is so far behind that a frame would come too late: it is to be left out before it is encoded. */
  isBlocked(nowMs: number): boolean {
    return this.#oldestMs(nowMs) - this.#baseMs > BLOCKED_QUEUE_MS;
  }

  /** A frame of `bytes` was sent. */
  sent(bytes: number, nowMs: number): void {
    this.#underWay.push({ bytes, atMs: nowMs });
    this.#sent.add(bytes, nowMs);
  }

  /** The relay has taken so many frames in all. */
  accepted(frames: number, nowMs: number): void {
    for (; this.#acceptedFrames < frames; this.#acceptedFrames++) {
      const frame = this.#underWay.shift();
      if (!frame) break;
      this.#accepted.add(frame.bytes, nowMs);
      const delayMs = nowMs - frame.atMs;
      this.#delays.push({ delayMs, atMs: nowMs });
      this.#learn(delayMs, nowMs);
    }
  }

  /** Brings the target up to date. To be called often; between steps it changes nothing. */
  adjust(nowMs: number): void {
    if (nowMs < this.#nextStepMs) return;
    const queueMs = this.#standingMs(nowMs);
    if (queueMs > LONG_QUEUE_MS) this.#retreat(queueMs, nowMs);
    else if (queueMs < SHORT_QUEUE_MS && this.sentBits(nowMs) > USED_SHARE * this.#target) this.#advance(nowMs);
  }

  #retreat(queueMs: number, nowMs: number): void {
    const drained = Math.min(this.#target, this.#accepted.bits(nowMs));
    this.#limit = drained;
    this.#target = Math.max(this.#bounds.least, Math.round(drained * RETREAT));
    // What was sent before is still on the way: until it is through nothing can be told of the new rate.
    this.#nextStepMs = nowMs + queueMs + this.#baseMs + STEP_MS;
  }

  #advance(nowMs: number): void {
    const ofLimit = this.#limit === undefined ? undefined : this.#target / this.#limit;
    // Far beyond it the limit holds no longer.
    const isNear = ofLimit !== undefined && ofLimit > NEAR && ofLimit < 1 / NEAR;
    const factor = ofLimit === undefined ? STEPS.first : isNear ? STEPS.near : STEPS.far;
    this.#target = Math.min(this.#bounds.most, Math.round(this.#target * factor));
    this.#nextStepMs = nowMs + Math.max(STEP_MS, this.#baseMs);
  }

  /** For how long the oldest frame has been on the way. */
  #oldestMs(nowMs: number): number {
    const [oldest] = this.#underWay;
    return oldest ? nowMs - oldest.atMs : 0;
  }

  /** For how long every frame of late waited on the way, beyond its own delay. */
  #standingMs(nowMs: number): number {
    this.#delays = this.#delays.filter(({ atMs }) => atMs > nowMs - STANDING_MS);
    const least = Math.min(...this.#delays.map(({ delayMs }) => delayMs));
    return (Number.isFinite(least) ? least : this.#oldestMs(nowMs)) - this.#baseMs;
  }

  get #baseMs(): number {
    const least = Math.min(this.#base.now, this.#base.before);
    return Number.isFinite(least) ? least : FIRST_BASE_MS;
  }

  #learn(delayMs: number, nowMs: number): void {
    const { now, untilMs } = this.#base;
    if (nowMs >= untilMs) this.#base = { now: delayMs, before: now, untilMs: nowMs + BASE_WINDOW_MS };
    else if (delayMs < now) this.#base = { ...this.#base, now: delayMs };
  }
}

/** Bits within the last second. */
class RateMeter {
  readonly #events: Sent[] = [];
  #bytes = 0;

  add(bytes: number, atMs: number): void {
    this.#events.push({ bytes, atMs });
    this.#bytes += bytes;
    this.#forget(atMs);
  }

  bits(nowMs: number): number {
    this.#forget(nowMs);
    return (this.#bytes * BITS_PER_BYTE * MS_PER_SECOND) / RATE_WINDOW_MS;
  }

  #forget(nowMs: number): void {
    while (this.#events[0] && this.#events[0].atMs <= nowMs - RATE_WINDOW_MS)
      this.#bytes -= this.#events.shift()?.bytes ?? 0;
  }
}
