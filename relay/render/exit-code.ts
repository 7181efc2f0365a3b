/** What the command's exit code says of how it ended. */
import type { ErrorCode, ReelayError } from '../../shared/errors.ts';
import { UsageError } from '../command.ts';

const FAILED = 1;
const USAGE = 2;
const PAGE = 3;
const BROWSER = 4;
/** As shells have it for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

const CODES: Partial<Record<ErrorCode, number>> = {
  OPTION_INVALID: USAGE,
  PRESET_UNSUPPORTED: USAGE,
  RENDER_PAGE_UNREACHABLE: PAGE,
  RENDER_PAGE_FAILED: PAGE,
  RENDER_PAGE_LEFT: PAGE,
  RENDER_NOT_READY: PAGE,
  RENDER_SETUP_FAILED: PAGE,
  CLOCK_UNSETTLED: PAGE,
  SOURCE_TAINTED: PAGE,
  SOURCE_UNSUPPORTED: PAGE,
  WEBGL_CONTEXT_LOST: PAGE,
  SCENE_FAILED: PAGE,
  BROWSER_MISSING: BROWSER,
  BROWSER_FAILED: BROWSER,
  BROWSER_CRASHED: BROWSER,
  BROWSER_HUNG: BROWSER,
  RENDER_INTERRUPTED: INTERRUPTED,
};

/** @param error why it ended early, if it did */
export function exitCodeOf(error: ReelayError | UsageError | undefined): number {
  if (error === undefined) return 0;
  return error instanceof UsageError ? USAGE : (CODES[error.code] ?? FAILED);
}
