import { which } from '../pipeline/which.ts';
import { type Finding, ok } from './finding.ts';

/** ffmpeg is never lacked: only Reelay's own tests and benchmark use it. */
export function checkFfmpeg(): Finding {
  const found = which('ffmpeg');
  return ok(
    'ffmpeg',
    found === undefined
      ? "ffmpeg is not installed. Only Reelay's own tests and benchmark use it; they install it themselves."
      : `ffmpeg is at ${found}. Only Reelay's own tests and benchmark use it.`,
  );
}
