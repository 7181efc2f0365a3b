import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, ReelayError } from '../../shared/errors.ts';
import { UsageError } from '../command.ts';
import { exitCodeOf } from './exit-code.ts';
import { RENDER_HELP } from './help.ts';

const coded = (code: ErrorCode): number => exitCodeOf(new ReelayError(code));

describe('the exit code', () => {
  it.each([
    ['PIPELINE_FAILED', 1],
    ['DISK_FULL', 1],
    ['RENDER_OUTPUT_UNWRITABLE', 1],
    ['OPTION_INVALID', 2],
    ['RENDER_PAGE_FAILED', 3],
    ['CLOCK_UNSETTLED', 3],
    ['BROWSER_HUNG', 4],
    ['BROWSER_FAILED', 4],
    ['RENDER_INTERRUPTED', 130],
  ] as const)('of %s is %i', (code, exitCode) => {
    expect(coded(code)).toBe(exitCode);
  });

  it('is 0 where nothing went wrong, and tells a mistyped command line apart', () => {
    expect(exitCodeOf(undefined)).toBe(0);
    expect(exitCodeOf(new UsageError('x'))).toBe(2);
  });

  it('is told of in the help and in the guide', () => {
    const guide = readFileSync(new URL('../../docs/RENDER.md', import.meta.url), 'utf8');
    for (const exitCode of [0, 1, 2, 3, 4, 130]) {
      expect(RENDER_HELP).toMatch(new RegExp(`(?:codes:|;)\\s+${exitCode} `));
      expect(guide).toContain(`\n| ${exitCode} | `);
    }
  });
});
