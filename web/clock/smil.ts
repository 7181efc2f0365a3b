/** Animations in SVG documents: each outermost `<svg>` has a clock of its own, which is stopped and set. */
import { type Nanoseconds, NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import type { Part } from './part.ts';
import type { Patches } from './patches.ts';
import type { Realm } from './realm.ts';
import type { Timeline } from './timeline.ts';

const ANIMATED = 'svg:has(animate, animateTransform, animateMotion, set)';

export class SmilPart implements Part {
  readonly #timeline: Timeline;
  readonly #realms = new Set<Realm>();
  /** When each began. */
  readonly #begun = new Map<SVGSVGElement, Nanoseconds>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get isPresenting(): boolean {
    return this.#begun.size > 0;
  }

  cover(realm: Realm, patches: Patches): void {
    this.#realms.add(realm);
    patches.onRestore(() => this.#realms.delete(realm));
  }

  adopt(): void {
    for (const { document } of this.#realms) {
      for (const svg of document.querySelectorAll<SVGSVGElement>(ANIMATED)) {
        if (svg.ownerSVGElement !== null || this.#begun.has(svg)) continue;
        this.#begun.set(svg, this.#timeline.nextFrameNs);
        svg.pauseAnimations();
        svg.setCurrentTime(0);
      }
    }
  }

  present(timeNs: Nanoseconds): void {
    for (const [svg, begunNs] of this.#begun) {
      if (svg.isConnected) svg.setCurrentTime((timeNs - begunNs) / NANOSECONDS_PER_SECOND);
      else this.#begun.delete(svg);
    }
  }

  restore(): void {
    for (const svg of this.#begun.keys()) svg.unpauseAnimations();
  }
}
