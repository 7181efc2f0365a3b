/** The clock of a dedicated worker: it stands before the worker's own script, and steps when the page's clock says so. */
import type { ReelayError } from '../../../shared/errors.ts';
import { patchDate, patchPerformance } from '../date.ts';
import { Patches } from '../patches.ts';
import { patchRandom, randomWords } from '../random.ts';
import { Outstanding } from '../ready.ts';
import { nativeTime, type Realm } from '../realm.ts';
import { Timeline } from '../timeline.ts';
import { patchTimers, patchWaits } from '../timers.ts';
import { CLOCK, type FromWorker, type ToWorker, type WorkerStart } from './contract.ts';

const realm = globalThis as unknown as Realm;
const { reelayClockStart: start } = realm as unknown as { reelayClockStart: WorkerStart };
Reflect.deleteProperty(realm, 'reelayClockStart');

const timeline = new Timeline(start.nowNs);
timeline.nextFrameNs = start.nextFrameNs;
const native = nativeTime(realm);
const outstanding = new Outstanding();
const patches = new Patches();
const post = (realm.postMessage as (message: FromWorker) => void).bind(realm);

standAt(start.url);
outstanding.cover(realm, patches);
patchTimers(realm, timeline, patches);
patchWaits(realm, timeline, patches);
patchPerformance(realm, timeline, start.startMs, patches);
patchDate(realm, timeline, start.startMs, patches);
if (start.seed !== undefined) patchRandom(realm, randomWords(start.seed), patches);

const close = realm.close.bind(realm);
patches.value(realm, 'close', () => {
  post({ [CLOCK]: 'closed' });
  close();
});
realm.addEventListener('message', (event: MessageEvent<ToWorker | undefined>) => {
  const message = event.data;
  if (typeof message !== 'object' || message === null || !(CLOCK in message)) return;
  event.stopImmediatePropagation();
  void obey(message).then(
    () => post({ [CLOCK]: 'done' }),
    (error: unknown) => {
      const { code, message: text, remedy } = error as ReelayError;
      post({ [CLOCK]: 'done', failure: { code, message: text, remedy } });
    },
  );
});

async function obey(message: ToWorker): Promise<void> {
  // At once: the page's next message has real time already.
  if (message[CLOCK] === 'leave') patches.restore();
  await native.turn();
  if (message[CLOCK] !== 'step') return;
  timeline.nextFrameNs = message.timeNs;
  if (message.settles) await outstanding.settled(native, start.settleTimeoutMs);
  await timeline.runUntil(message.timeNs, native.turn);
  if (timeline.isFrameWanted) {
    const frame = message.isHidden ? native.turn : () => native.frame(() => undefined);
    if (message.isHidden) timeline.runFrameCallbacks();
    else await native.frame(() => timeline.runFrameCallbacks());
    // What was drawn on an OffscreenCanvas goes to its page with the frame: the next one is behind it.
    await frame();
  }
  timeline.runIdleCallbacks();
  await native.turn();
  timeline.nextFrameNs = message.nextFrameNs;
}

/** The worker's script is loaded from a blob: addresses are still taken from its own. */
function standAt(base: string): void {
  const absolute = (url: string | URL): string => new URL(url, base).href;
  const { fetch } = realm;
  const { prototype } = realm.XMLHttpRequest;
  const { open } = prototype as { open: (...values: unknown[]) => void };
  patches.value(realm, 'location', new URL(base));
  patches.value(realm, 'fetch', (input: RequestInfo | URL, init?: RequestInit) =>
    fetch(input instanceof Request ? input : absolute(input), init),
  );
  patches.method(prototype, 'open', (self, method: string, url: string, ...more: unknown[]) =>
    open.call(self, method, absolute(url), ...more),
  );
  const { importScripts } = realm as unknown as { importScripts?: (...urls: string[]) => void };
  if (importScripts) {
    patches.value(realm, 'importScripts', (...urls: string[]) => importScripts.apply(realm, urls.map(absolute)));
  }
}
