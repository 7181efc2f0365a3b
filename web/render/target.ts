/** The page that is rendered, in the stage's frame: opened, put under a clock before its scripts run, and waited for. */
import type { ClockOptions, VirtualClock } from '../clock/index.ts';
import { ReelayError } from '../../shared/errors.ts';
import type { RenderRequest } from '../../shared/render/messages.ts';
import { unlessAborted } from '../capture/unless-aborted.ts';
import { Canvases } from './canvases.ts';
import { type PageClock, realClock } from './real-clock.ts';
import type { Realm } from './realm.ts';

/** Under this name each new document of the frame finds the stage. The script that the command puts before its own ones asks for it. */
const STAGE = Symbol.for('reelay.stage');

/** All that a page may, but to leave its frame for the window, to open others, and to download. */
const PERMITTED = 'allow-scripts allow-same-origin allow-forms allow-modals allow-pointer-lock allow-orientation-lock';

type InstallClock = (options: ClockOptions) => VirtualClock;

/** A document in the frame. */
interface Begun {
  readonly window: Realm;
  readonly clock: PageClock;
  readonly canvases: Canvases;
}

export interface Target extends Begun {
  readonly frame: HTMLIFrameElement;
}

export class TargetFrame {
  readonly #frame = document.createElement('iframe');
  readonly #request: RenderRequest;
  /** Aborts where the page is left for another while it is rendered. */
  readonly #left = new AbortController();
  #begun: Begun | undefined;
  #isHeld = false;

  constructor(request: RenderRequest) {
    this.#request = request;
    Object.assign(window, { [STAGE]: this.#begin });
    this.#frame.setAttribute('sandbox', PERMITTED);
  }

  /** Aborted, with a ReelayError as its reason, where the page is left for another while it is rendered. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  /** Opens the page; resolves when it is there with all it has asked for. Throws CLOCK_UNSETTLED. */
  async open(signal: AbortSignal): Promise<Target | undefined> {
    const { url, kind } = this.#request;
    const loaded = new Promise<void>((resolve) => this.#frame.addEventListener('load', () => this.#begun && resolve()));
    this.#frame.src = kind === 'scene' ? '/__reelay__/scene' : url;
    document.body.append(this.#frame);
    await unlessAborted(loaded, signal);
    // A page may send its visitor on to another before it is complete.
    for (let settled: Begun | undefined; !signal.aborted && settled !== this.#begun; ) {
      settled = this.#begun;
      if (settled && this.#request.settle !== 'never') await unlessAborted(settled.clock.settled(), signal);
    }
    if (!this.#begun || signal.aborted) return undefined;
    this.#isHeld = true;
    return { frame: this.#frame, ...this.#begun };
  }

  readonly #begin = (realm: Realm, install: InstallClock): void => {
    const { mode, rate: fps, seed, settle, timeoutMs: settleTimeoutMs } = this.#request;
    if (this.#isHeld) {
      this.#left.abort(new ReelayError('RENDER_PAGE_LEFT', { url: realm.location.href }));
      return;
    }
    this.#begun?.canvases.release();
    this.#begun = {
      window: realm,
      clock: mode === 'realtime' ? realClock(realm) : install({ fps, seed, settle, settleTimeoutMs }),
      canvases: new Canvases(realm),
    };
  };
}
