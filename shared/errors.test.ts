import { describe, expect, test } from 'vitest';
import { closeCode, type ErrorCode, ERRORS, httpStatus, ReelayError, RemoteError, toReelayError } from './errors.ts';

const entries = Object.entries(ERRORS) as [
  ErrorCode,
  { message: string; remedy: string; close?: number; http?: number },
][];

describe('the error table', () => {
  test.each(entries)('%s says what happened and what to do', (code, { message, remedy }) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$|^INTERNAL$/);
    expect(message.length).toBeGreaterThan(10);
    expect(remedy.length).toBeGreaterThan(5);
  });

  test('close codes are ones an application may use', () => {
    for (const [code] of entries)
      expect(closeCode(code) === 1011 || (closeCode(code) >= 4000 && closeCode(code) <= 4999)).toBe(true);
  });

  test('statuses are errors', () => {
    for (const [code] of entries) expect(httpStatus(code)).toBeGreaterThanOrEqual(400);
  });
});

test('details fill the placeholders of message and remedy', () => {
  const error = new ReelayError('ORIGIN_FORBIDDEN', { origin: 'https://example.org' });
  expect(error.message).toContain('"https://example.org"');
  expect(error.remedy).toContain('--allow-origin https://example.org');
});

test('an error of the other end has its texts as they are, in its stack, too', () => {
  const texts = { message: 'The preset "{x}" broke.', remedy: 'Mend it.' };
  const error = new RemoteError({ code: 'PRESET_UNSUPPORTED', ...texts });
  expect(error).toMatchObject({ code: 'PRESET_UNSUPPORTED', ...texts });
  expect(error.stack).toContain(texts.message);
});

test('an error of another kind becomes INTERNAL and keeps its cause', () => {
  const cause = new Error('boom');
  expect(toReelayError(cause)).toMatchObject({ code: 'INTERNAL', cause });
  const known = new ReelayError('DISK_FULL');
  expect(toReelayError(known)).toBe(known);
});
