/** Dedicated workers of a page: each gets a clock before its script, which is stepped with the page's and awaited. */
import { type ErrorCode, ReelayError, RemoteError } from '../../../shared/errors.ts';
import type { Nanoseconds } from '../../../shared/media/time.ts';
import type { ClockSettings } from '../options.ts';
import type { Part } from '../part.ts';
import type { Patches } from '../patches.ts';
import type { NativeTime, Realm } from '../realm.ts';
import type { Timeline } from '../timeline.ts';
import { CLOCK, type FromWorker, type ToWorker, type WorkerStart } from './contract.ts';
import clockText from './main.ts?classic';

/** Seeds of workers, a step apart, in the order in which they are made. */
const SEED_STEP = 1_000_003;

interface Member {
  readonly url: string;
  readonly send: (message: ToWorker) => void;
  /** Resolves the message that is being answered. */
  answer: ((from: FromWorker) => void) | undefined;
}

export class WorkersPart implements Part {
  readonly #timeline: Timeline;
  readonly #time: NativeTime;
  readonly #settings: ClockSettings;
  readonly #members = new Map<Worker, Member>();
  /** Addresses that a page gave back before its worker had read them. */
  readonly #revoked = new Set<string>();
  #made = 0;
  #frames = 0;

  constructor(timeline: Timeline, time: NativeTime, settings: ClockSettings) {
    this.#timeline = timeline;
    this.#time = time;
    this.#settings = settings;
  }

  cover(realm: Realm, patches: Patches): void {
    const NativeWorker = realm.Worker;
    const begin = (url: string | URL, type: WorkerType | undefined) => this.#begin(realm, url, type);
    const join = (worker: Worker, url: string): void => this.#join(worker, url, realm);
    patches.value(
      realm,
      'Worker',
      class Worker extends NativeWorker {
        constructor(url: string | URL, options?: WorkerOptions) {
          const { full, bootstrap } = begin(url, options?.type);
          super(bootstrap, options);
          join(this, full);
        }
      },
    );
    const { revokeObjectURL } = realm.URL;
    patches.value(realm.URL, 'revokeObjectURL', (url: string) => {
      if ([...this.#members.values()].some((member) => member.url === url)) this.#revoked.add(url);
      else revokeObjectURL(url);
    });
    patches.onRestore(() => {
      for (const url of this.#revoked) revokeObjectURL(url);
    });
  }

  async advance(timeNs: Nanoseconds): Promise<void> {
    const { settle } = this.#settings;
    const settles = settle === 'every' || (settle === 'first' && this.#frames++ === 0);
    const isHidden = document.visibilityState === 'hidden';
    const { nextFrameNs } = this.#timeline;
    // One after the other, so that what they post comes in the same order in every run.
    await this.#toEach({ [CLOCK]: 'step', timeNs, nextFrameNs, settles, isHidden });
  }

  async settle(): Promise<void> {
    await this.#toEach({ [CLOCK]: 'flush' });
  }

  restore(): void {
    for (const { send } of this.#members.values()) send({ [CLOCK]: 'leave' });
  }

  async #toEach(message: ToWorker): Promise<void> {
    for (const [worker, member] of this.#members) {
      const answered = new Promise<FromWorker>((resolve) => (member.answer = resolve));
      member.send(message);
      const answer = await this.#time.within(answered, this.#settings.settleTimeoutMs);
      member.answer = undefined;
      if (answer === 'late') {
        const seconds = this.#settings.settleTimeoutMs / 1000;
        throw new ReelayError('CLOCK_UNSETTLED', { seconds, waiting: `the worker ${member.url}` });
      }
      if (answer.failure) throw new RemoteError({ ...answer.failure, code: answer.failure.code as ErrorCode });
      if (answer[CLOCK] === 'closed') this.#members.delete(worker);
    }
  }

  /** A script that has the clock before the worker's own. */
  #begin(realm: Realm, url: string | URL, type: WorkerType = 'classic'): { full: string; bootstrap: string } {
    const full = new realm.URL(url, realm.document.baseURI).href;
    const { startMs, seed, settleTimeoutMs } = this.#settings;
    const { nowNs, nextFrameNs } = this.#timeline;
    const own = seed === undefined ? undefined : seed + SEED_STEP * ++this.#made;
    const start: WorkerStart = { url: full, startMs, nowNs, nextFrameNs, seed: own, settleTimeoutMs };
    const clock = `globalThis.reelayClockStart = ${JSON.stringify(start)};\n${clockText}\n`;
    if (type === 'classic')
      return { full, bootstrap: blobUrl(realm, `${clock};importScripts(${JSON.stringify(full)});`) };
    // Modules are run in the order of their imports.
    const imports = [blobUrl(realm, clock), full].map((module) => `import ${JSON.stringify(module)};\n`);
    return { full, bootstrap: blobUrl(realm, imports.join('')) };
  }

  #join(worker: Worker, url: string, realm: Realm): void {
    const { postMessage, terminate } = realm.Worker.prototype;
    const member: Member = { url, send: (message) => postMessage.call(worker, message), answer: undefined };
    this.#members.set(worker, member);
    const leave = (): void => {
      this.#members.delete(worker);
      member.answer?.({ [CLOCK]: 'closed' });
    };
    worker.addEventListener('message', (event: MessageEvent<FromWorker | undefined>) => {
      const message = event.data;
      if (typeof message !== 'object' || message === null || !(CLOCK in message)) return;
      event.stopImmediatePropagation();
      if (message[CLOCK] === 'closed') leave();
      else member.answer?.(message);
    });
    worker.addEventListener('error', (event) => {
      // A script that throws has an ErrorEvent, one that cannot be loaded has none and never answers.
      if (!(event instanceof realm.ErrorEvent)) leave();
    });
    worker.terminate = () => {
      leave();
      terminate.call(worker);
    };
  }
}

function blobUrl(realm: Realm, text: string): string {
  return realm.URL.createObjectURL(new realm.Blob([text], { type: 'text/javascript' }));
}
