/** Windows within and around a window. */
import type { Realm } from './realm.ts';

/** The clock that a window is under; found by frames within, and by a second copy of this module. */
export const INSTALLED = Symbol.for('reelay.clock');

/** Windows of the same origin within `realm`. */
export function framesOf(realm: Realm): Realm[] {
  return Array.from({ length: realm.length }, (_, index) => realm[index] as Realm).filter(isReachable);
}

/** Windows of other origins throw whatever is asked of them. */
export function isReachable(realm: Realm): boolean {
  try {
    return Boolean(realm.document);
  } catch {
    return false;
  }
}
