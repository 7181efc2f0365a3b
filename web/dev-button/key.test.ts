import { expect, it } from 'vitest';
import { isKey } from './key.ts';

/** A key press, as far as it is looked at. */
function press(key: string, code: string, ...modifiers: string[]): KeyboardEvent {
  const event = {
    key,
    code,
    repeat: modifiers.includes('held'),
    getModifierState: (name: string) => modifiers.includes(name),
  };
  return event as KeyboardEvent;
}

it('is the key with these modifiers and no others', () => {
  expect(isKey(press('R', 'KeyR', 'Alt', 'Shift'), 'Alt+Shift+R')).toBe(true);
  expect(isKey(press('r', 'KeyR'), 'Alt+Shift+R')).toBe(false);
  expect(isKey(press('R', 'KeyR', 'Alt', 'Shift', 'Control'), 'Alt+Shift+R')).toBe(false);
  expect(isKey(press('T', 'KeyT', 'Alt', 'Shift'), 'Alt+Shift+R')).toBe(false);
});

it('is known by its place, where a modifier makes another letter of it', () => {
  expect(isKey(press('®', 'KeyR', 'Alt'), 'alt+r')).toBe(true);
});

it('may be one with a name, and is pressed once', () => {
  expect(isKey(press('F9', 'F9'), 'F9')).toBe(true);
  expect(isKey(press('F9', 'F9', 'held'), 'F9')).toBe(false);
});
