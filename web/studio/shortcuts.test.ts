import { expect, it } from 'vitest';
import { shortcutOf } from './shortcuts.ts';

const press = (key: string, change: Partial<Parameters<typeof shortcutOf>[0]> = {}) =>
  shortcutOf({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    defaultPrevented: false,
    composedPath: () => [],
    ...change,
  });
const over = (matches: boolean) => ({
  composedPath: () => [{ matches: () => matches } as unknown as EventTarget, {} as EventTarget],
});

it('knows its keys, in either case', () => {
  expect(['r', 'R', 'p', '?', 'x'].map((key) => press(key))).toEqual(['record', 'record', 'pause', 'help', undefined]);
});

it('leaves keys with modifiers and held keys alone', () => {
  expect(press('r', { ctrlKey: true })).toBeUndefined();
  expect(press('r', { metaKey: true })).toBeUndefined();
  expect(press('r', { repeat: true })).toBeUndefined();
});

it('leaves typing alone', () => {
  expect(press('r', over(true))).toBeUndefined();
  expect(press('r', over(false))).toBe('record');
});
