import { expect, test } from 'vitest';
import { parseShare, shareSettings } from './options.ts';

const DEFAULTS = { recording: undefined, intervalMs: 0, size: undefined, format: 'RGB', slots: 10, permissions: 0o600 };

test('a name alone shares every frame as RGB, for this user alone', () => {
  expect(parseShare('camera')).toEqual({ name: 'camera', ...DEFAULTS });
});

test('each parameter is read', () => {
  expect(
    parseShare('lesson_4=interval:1000,size:480x270,format:BGR,slots:4,permissions:640,recording:My take'),
  ).toEqual({
    ...{ name: 'lesson_4', recording: 'My take', intervalMs: 1000, size: { width: 480, height: 270 } },
    ...{ format: 'BGR', slots: 4, permissions: 0o640 },
  });
});

test.each([
  ['', /1 to 64 letters/],
  ['../etc', /1 to 64 letters/],
  ['a'.repeat(65), /1 to 64 letters/],
  ['a.b', /1 to 64 letters/],
  ['a=', /each as key:value/],
  ['a=colour:RGB', /there are interval, size,/],
  ['a=toString:1', /there are interval, size,/],
  ['a=slots:4,slots:5', /given twice/],
  ['a=recording:', /name of a recording/],
  ['a=slots:1', /from 2 to 256/],
  ['a=slots:-4', /whole number/],
  ['a=interval:1.5', /whole number/],
  ['a=interval:86400001', /from 0 to 86400000/],
  ['a=size:480', /WIDTHxHEIGHT/],
  ['a=size:0x10', /from 1 to 16384/],
  ['a=size:16384x16384', /over 141557760/],
  ['a=format:rgb', /RGB, BGR, RGBA, BGRA, GRAY8/],
  ['a=format:constructor', /RGB, BGR/],
  ['a=permissions:888', /octal/],
  ['a=permissions:700', /at most 666/],
])('%j is refused, and it is said why', (text, reason) => {
  expect(() => parseShare(text)).toThrow(
    expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringMatching(reason) }),
  );
});

test('options of a Node program are checked likewise', () => {
  expect(shareSettings('a')).toEqual({ name: 'a', ...DEFAULTS });
  expect(() => shareSettings('a', { slots: Number.NaN })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
});
