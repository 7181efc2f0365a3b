/** Video and audio: paused in truth, and sought to each frame while the page takes them for playing. */
import { ReelayError } from '../../shared/errors.ts';
import { type Nanoseconds, NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import type { Part } from './part.ts';
import { nativeAccessor, type Patches } from './patches.ts';
import type { NativeTime, Realm } from './realm.ts';
import type { Timeline } from './timeline.ts';

interface Playing {
  readonly native: NativeMedia;
  readonly fromNs: Nanoseconds;
  readonly fromSeconds: number;
}

/** Into the picture that is due: times of pictures are rounded, and at the very edge the one before would be shown. */
const INTO_PICTURE_SECONDS = 0.0005;
/** What seeking and pausing bring about is ours, not the page's. */
const OWN_EVENTS = ['play', 'playing', 'pause', 'seeking', 'seeked', 'timeupdate', 'ended'] as const;

export class MediaPart implements Part {
  readonly #timeline: Timeline;
  readonly #time: NativeTime;
  readonly #timeoutMs: number;
  readonly #playing = new Map<HTMLMediaElement, Playing>();
  readonly #autoplayed = new WeakSet<HTMLMediaElement>();
  readonly #realms = new Map<Realm, NativeMedia>();
  /** Resolves the seek that is under way. */
  readonly #seeking = new Map<HTMLMediaElement, () => void>();

  constructor(timeline: Timeline, time: NativeTime, timeoutMs: number) {
    this.#timeline = timeline;
    this.#time = time;
    this.#timeoutMs = timeoutMs;
  }

  cover(realm: Realm, patches: Patches): void {
    const native = nativeMedia(realm);
    this.#realms.set(realm, native);
    patches.onRestore(() => this.#realms.delete(realm));
    this.#coverPlaying(realm, native, patches);
    this.#coverTime(realm, native, patches);
    const swallow = (event: Event): void => {
      const media = event.target;
      if (!event.isTrusted || !(media instanceof realm.HTMLMediaElement)) return;
      const isOurs = this.#playing.has(media) || this.#seeking.has(media);
      if (event.type === 'seeked') this.#seeking.get(media)?.();
      if (isOurs) event.stopImmediatePropagation();
    };
    for (const type of OWN_EVENTS) {
      realm.addEventListener(type, swallow, true);
      patches.onRestore(() => realm.removeEventListener(type, swallow, true));
    }
  }

  adopt(): void {
    for (const [realm, native] of this.#realms) {
      for (const media of realm.document.querySelectorAll<HTMLMediaElement>('video, audio')) {
        const isRunning = !native.paused.get(media);
        const isNew = (media.autoplay || isRunning) && !this.#autoplayed.has(media) && !this.#playing.has(media);
        if (isNew) this.#start(media, native, 0);
        if (isRunning) native.pause.call(media);
      }
    }
  }

  async advance(timeNs: Nanoseconds): Promise<void> {
    await Promise.all(
      [...this.#playing].map(([media, playing]) => this.#seek(media, playing, at(media, playing, timeNs))),
    );
    for (const [media, playing] of this.#playing) {
      if (media.loop || at(media, playing, timeNs) < media.duration) continue;
      this.#playing.delete(media);
      for (const type of ['pause', 'ended']) media.dispatchEvent(new Event(type));
    }
  }

  #start(media: HTMLMediaElement, native: NativeMedia, fromSeconds: number): void {
    this.#autoplayed.add(media);
    if (media.preload !== 'auto') media.preload = 'auto';
    this.#playing.set(media, { native, fromNs: this.#timeline.nextFrameNs, fromSeconds });
    for (const type of ['play', 'playing']) queueMicrotask(() => media.dispatchEvent(new Event(type)));
  }

  async #seek(media: HTMLMediaElement, { native }: Playing, toSeconds: number): Promise<void> {
    if (media.readyState < media.HAVE_METADATA) await this.#inTime(media, until(media, 'loadedmetadata'));
    if (media.error) return;
    const sought = new Promise<void>((resolve) => {
      this.#seeking.set(media, resolve);
      media.addEventListener('seeked', () => resolve(), { once: true });
      media.addEventListener('error', () => resolve(), { once: true });
    });
    native.currentTime.set(media, Math.min(toSeconds + INTO_PICTURE_SECONDS, media.duration));
    await this.#inTime(media, sought);
    this.#seeking.delete(media);
  }

  async #inTime({ currentSrc }: HTMLMediaElement, done: Promise<void>): Promise<void> {
    if ((await this.#time.within(done, this.#timeoutMs)) !== 'late') return;
    throw new ReelayError('CLOCK_UNSETTLED', { seconds: this.#timeoutMs / 1000, waiting: currentSrc });
  }

  #coverPlaying(realm: Realm, native: NativeMedia, patches: Patches): void {
    const { prototype } = realm.HTMLMediaElement;
    patches.method(prototype, 'play', async (self): Promise<void> => {
      if (!this.#playing.has(self)) this.#start(self, native, self.ended ? 0 : native.currentTime.get(self));
      if (self.readyState < self.HAVE_CURRENT_DATA) await until(self, 'loadeddata');
    });
    patches.method(prototype, 'pause', (self): void => {
      native.pause.call(self);
      this.#autoplayed.add(self);
      if (this.#playing.delete(self)) queueMicrotask(() => self.dispatchEvent(new Event('pause')));
    });
    patches.accessor(prototype, 'paused', (self) => {
      return !this.#playing.has(self);
    });
  }

  #coverTime(realm: Realm, native: NativeMedia, patches: Patches): void {
    patches.accessor(
      realm.HTMLMediaElement.prototype,
      'currentTime',
      (self) => {
        const playing = this.#playing.get(self);
        return playing ? at(self, playing, this.#timeline.nowNs) : native.currentTime.get(self);
      },
      (self, to: number) => {
        if (this.#playing.has(self)) this.#playing.set(self, { native, fromNs: this.#timeline.nowNs, fromSeconds: to });
        native.currentTime.set(self, to);
      },
    );
    const { prototype } = realm.HTMLVideoElement;
    let presentedFrames = 0;
    patches.method(prototype, 'requestVideoFrameCallback', (self, callback: VideoFrameRequestCallback): number => {
      return this.#timeline.requestFrame((nowMs) => {
        const { videoWidth: width, videoHeight: height, currentTime: mediaTime } = self;
        const times = { mediaTime, presentationTime: nowMs, expectedDisplayTime: nowMs };
        callback(nowMs, { ...times, width, height, presentedFrames: ++presentedFrames });
      });
    });
    patches.value(prototype, 'cancelVideoFrameCallback', (id: number) => void this.#timeline.cancel(id));
  }
}

/** Where `media` stands at `timeNs`, in seconds. */
function at(
  { loop, duration, playbackRate }: HTMLMediaElement,
  { fromNs, fromSeconds }: Playing,
  timeNs: Nanoseconds,
): number {
  const seconds = fromSeconds + ((timeNs - fromNs) / NANOSECONDS_PER_SECOND) * playbackRate;
  if (!(duration > 0)) return seconds;
  return loop ? seconds % duration : Math.min(seconds, duration);
}

/** Resolves at `type`, or when the media cannot be had. */
function until(media: HTMLMediaElement, type: string): Promise<void> {
  return new Promise((resolve) => {
    for (const name of [type, 'error']) media.addEventListener(name, () => resolve(), { once: true });
  });
}

function nativeMedia(realm: Realm) {
  const { prototype } = realm.HTMLMediaElement;
  return {
    pause: prototype.pause,
    paused: nativeAccessor<HTMLMediaElement, boolean>(prototype, 'paused'),
    currentTime: nativeAccessor<HTMLMediaElement, number>(prototype, 'currentTime'),
  };
}

type NativeMedia = ReturnType<typeof nativeMedia>;
