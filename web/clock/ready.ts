/** What a page still waits for from outside: fonts, images, requests. */
import { ReelayError } from '../../shared/errors.ts';
import type { Patches } from './patches.ts';
import type { NativeTime, Realm } from './realm.ts';
import { isReachable } from './windows.ts';

export class Outstanding {
  /** Requests on their way, by what tells them apart, to their address. */
  readonly #requests = new Map<object, string>();
  readonly #realms = new Set<Realm>();

  /** Counts the requests of `realm` and looks at its document, where it has one. */
  cover(realm: Realm, patches: Patches): void {
    this.#coverFetch(realm, patches);
    this.#coverXhr(realm, patches);
    if (!('document' in realm)) return;
    this.#realms.add(realm);
    patches.onRestore(() => this.#realms.delete(realm));
  }

  /** Resolves when nothing is awaited any more. Throws CLOCK_UNSETTLED after `timeoutMs` real milliseconds. */
  async settled(time: NativeTime, timeoutMs: number): Promise<void> {
    const startMs = time.nowMs();
    // What arrives may ask for more: twice nothing, a task apart, is the end.
    for (let quiet = 0; quiet < 2; ) {
      await time.turn();
      const waiting = this.#waiting();
      quiet = waiting.length === 0 ? quiet + 1 : 0;
      if (quiet > 0) continue;
      if (time.nowMs() - startMs > timeoutMs) {
        throw new ReelayError('CLOCK_UNSETTLED', {
          seconds: timeoutMs / 1000,
          waiting: waiting.slice(0, 3).join(', '),
        });
      }
      await time.delay(1);
    }
  }

  #waiting(): string[] {
    return [
      ...this.#requests.values(),
      ...[...this.#realms].filter(isReachable).flatMap(({ document }) => waitingOf(document)),
    ];
  }

  #coverFetch(realm: Realm, patches: Patches): void {
    const { fetch } = realm;
    patches.value(realm, 'fetch', (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const request = {};
      this.#requests.set(request, input instanceof realm.Request ? input.url : String(input));
      return fetch.call(realm, input, init).finally(() => this.#requests.delete(request));
    });
  }

  #coverXhr(realm: Realm, patches: Patches): void {
    const { prototype } = realm.XMLHttpRequest;
    const { send } = prototype;
    const requests = this.#requests;
    patches.value(prototype, 'send', function (this: XMLHttpRequest, body?: XMLHttpRequestBodyInit | null) {
      requests.set(this, 'XMLHttpRequest');
      this.addEventListener('loadend', () => requests.delete(this), { once: true });
      try {
        send.call(this, body);
      } catch (error) {
        requests.delete(this);
        throw error;
      }
    });
  }
}

function waitingOf(document: Document): string[] {
  const images = [...document.images].filter(
    ({ complete, loading, src }) => !complete && loading !== 'lazy' && src !== '',
  );
  const sheets = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].filter(
    ({ sheet, disabled, href }) => sheet === null && !disabled && href !== '' && document.readyState === 'loading',
  );
  return [
    ...(document.readyState === 'complete' ? [] : [document.URL]),
    ...(document.fonts.status === 'loading' ? ['fonts'] : []),
    ...images.map(({ src }) => src),
    ...sheets.map(({ href }) => href),
  ];
}
