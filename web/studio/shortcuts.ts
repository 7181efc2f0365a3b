/** Keys that work anywhere on the page. */
export type Shortcut = 'record' | 'pause' | 'help';

/** What the help dialog lists. */
export const SHORTCUTS: readonly { readonly key: string; readonly does: string }[] = [
  { key: 'R', does: 'Record, or stop the recording' },
  { key: 'P', does: 'Pause, or resume' },
  { key: '?', does: 'Show this help' },
  { key: 'Esc', does: 'Close a dialog or a menu' },
];

const KEYS: Readonly<Record<string, Shortcut>> = { r: 'record', p: 'pause', '?': 'help' };

/** Elements in which a letter is text or a choice. */
const TYPING =
  'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], [role=combobox], [role=listbox], wa-select, dialog[open]';

/** The shortcut a key press means; undefined for any other, and where a person is typing. */
export function shortcutOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented' | 'composedPath'>,
): Shortcut | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return undefined;
  const typing = event.composedPath().some((target) => 'matches' in target && (target as Element).matches(TYPING));
  return typing ? undefined : KEYS[event.key.toLowerCase()];
}
