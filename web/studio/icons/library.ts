/** The component library's icons from a file of ours: its own come from a CDN or from `data:` addresses. */
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import spriteAddress from './system.svg?no-inline';

/** Replaces both of the library's icon sets. Call before the first component is made. */
export function registerIcons(): void {
  for (const name of ['default', 'system']) {
    registerIconLibrary(name, { resolver: (icon) => `${spriteAddress}#${icon}`, spriteSheet: true, mutator: fit });
  }
}

/** Without a size of its own an SVG is 300 pixels wide, and takes the clicks of what lies beneath it. */
function fit(svg: SVGElement): void {
  svg.style.width = '1em';
  svg.style.height = '1em';
}
