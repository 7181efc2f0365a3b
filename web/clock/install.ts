/** The door: a clock for this page, or that of the page around it. */
import { VirtualClock, wrongState } from './clock.ts';
import { type ClockOptions, checkOptions } from './options.ts';
import type { Realm } from './realm.ts';
import { INSTALLED, isReachable } from './windows.ts';

/**
 * Puts this page under a clock: from now on time stands still, and moves by `step` alone. Call it before the page's own
 * scripts run; what they have begun before goes on in real time. Throws OPTION_INVALID, and CLOCK_STATE where the page is
 * under a clock already. In an iframe of the same origin it gives the clock of the page around it.
 */
export function installClock(options: ClockOptions = {}): VirtualClock {
  const realm = window;
  const settings = checkOptions(options);
  const above = clockAbove(realm);
  if (above) {
    above.include(realm);
    return above;
  }
  if (INSTALLED in realm) {
    throw wrongState('installClock()', 'under a clock already', 'Step that one, or uninstall it first.');
  }
  return new VirtualClock(realm, settings);
}

/** The clock of the page that holds this iframe. */
function clockAbove(realm: Realm): VirtualClock | undefined {
  const { parent } = realm;
  if (parent === realm || !isReachable(parent as Realm)) return undefined;
  return (parent as unknown as { [INSTALLED]?: VirtualClock })[INSTALLED];
}
