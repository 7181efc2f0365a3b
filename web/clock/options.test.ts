import { expect, test } from 'vitest';
import { checkOptions } from './options.ts';

test('what is left out has its default', () => {
  expect(checkOptions({})).toEqual({
    ...{ rate: [60, 1], startMs: Date.UTC(2000, 0, 1), seed: undefined, settle: 'first', settleTimeoutMs: 30_000 },
  });
});

test('rates are exact, and dates are taken as Date takes them', () => {
  expect(checkOptions({ fps: 29.97, startTime: '2024-02-29T00:00:00Z' })).toMatchObject({
    rate: [30_000, 1001],
    startMs: Date.UTC(2024, 1, 29),
  });
  expect(checkOptions({ startTime: new Date(5) })).toMatchObject({ startMs: 5 });
});

test.each([
  { fps: -1 },
  { fps: [60, 0] as const },
  { startTime: 'soon' },
  { seed: 1.5 },
  { settle: 'always' as 'every' },
  { settleTimeoutMs: 0 },
])('%o is refused', (options) => {
  expect(() => checkOptions(options)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
});
