/** A global object with the classes that belong to it: a page's, an iframe's or a worker's. */
export type Realm = Window & typeof globalThis;

/** The browser's own ways to wait, held from before they are replaced. */
export interface NativeTime {
  /**
   * Resolves in a later task, after the promises and messages that wait now. Not by a timer: those nest ever slower, and
   * stand still in hidden pages.
   */
  turn(): Promise<void>;
  /** Runs `draw` as the browser's own animation frame; at once where the browser draws none, as in a hidden page. */
  frame(draw: () => void): Promise<void>;
  /** Real milliseconds. */
  nowMs(): number;
  /** Resolves after `ms` real milliseconds. */
  delay(ms: number): Promise<void>;
  /** Resolves with `result`, or with 'late' after `ms` real milliseconds. */
  within<Result>(result: Promise<Result>, ms: number): Promise<Result | 'late'>;
  /** Calls `look` in each animation frame of the browser, until the returned function is called. */
  everyFrame(look: () => void): () => void;
  close(): void;
}

export function nativeTime(realm: Realm): NativeTime {
  const { requestAnimationFrame, cancelAnimationFrame, setTimeout, clearTimeout, performance } = realm;
  const now = performance.now.bind(performance);
  const { port1, port2 } = new realm.MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
  return {
    turn,
    async frame(draw) {
      const isHidden = 'document' in realm && realm.document.visibilityState === 'hidden';
      if (isHidden || typeof requestAnimationFrame !== 'function') draw();
      else await new Promise<void>((resolve) => requestAnimationFrame.call(realm, () => (draw(), resolve())));
      await turn();
    },
    nowMs: now,
    delay: (ms) => new Promise((resolve) => setTimeout.call(realm, resolve, ms)),
    async within(result, ms) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout.call(realm, () => resolve('late'), ms);
      });
      try {
        return await Promise.race([result, late]);
      } finally {
        clearTimeout.call(realm, timer);
      }
    },
    everyFrame(look) {
      let id = 0;
      const again = (): void => {
        look();
        id = requestAnimationFrame.call(realm, again);
      };
      id = requestAnimationFrame.call(realm, again);
      return () => cancelAnimationFrame.call(realm, id);
    },
    close: () => port1.close(),
  };
}
