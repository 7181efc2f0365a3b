/** Time as it goes by: what a rendering in realtime has in place of the virtual clock. */
import type { Realm } from './realm.ts';

/** What a rendering wants of a page's time. */
export interface PageClock {
  /** Lets time go by to the next frame; resolves when that is drawn. */
  step(): Promise<unknown>;
  /** Resolves when what the page waits for is there. */
  settled(): Promise<void>;
}

/** A step is the next frame that the browser shows of the page. */
export function realClock(realm: Realm): PageClock {
  return {
    step: () => new Promise((resolve) => realm.requestAnimationFrame(resolve)),
    async settled() {
      await realm.document.fonts.ready;
    },
  };
}
