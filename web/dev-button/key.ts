/** Keys by their names, `Alt+Shift+R`. */

const MODIFIERS = ['Alt', 'Control', 'Meta', 'Shift'] as const;

/** Whether `event` is a first press of `key`: these modifiers and no other, and this letter, digit or named key. */
export function isKey(event: KeyboardEvent, key: string): boolean {
  const parts = key.split('+').map((part) => part.trim().toLowerCase());
  const wanted = parts.at(-1) ?? '';
  if (event.repeat || MODIFIERS.some((name) => event.getModifierState(name) !== parts.includes(name.toLowerCase())))
    return false;
  // By its place, too: with Alt some keyboards make other letters.
  return [event.key, event.code].some((name) => name.replace(/^(?:Key|Digit)/, '').toLowerCase() === wanted);
}
