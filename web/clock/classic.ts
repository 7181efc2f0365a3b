/** The same as one classic script, for what runs before a page's own scripts: it defines `reelayClock`. */
import { installClock } from './install.ts';

declare global {
  var reelayClock: { readonly installClock: typeof installClock };
}

globalThis.reelayClock = { installClock };
