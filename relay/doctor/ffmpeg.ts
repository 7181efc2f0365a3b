/** ffmpeg, which makes moving pictures of finished recordings. */
import { FFMPEG_TOOL, installCommand } from '../pipeline/packages.ts';
import { neededElements, type Preset } from '../pipeline/presets.ts';
import { which } from '../pipeline/which.ts';
import { type Finding, lack, ok } from './finding.ts';

export function checkFfmpeg(presets: readonly Preset[]): Finding {
  const found = which(FFMPEG_TOOL);
  if (found !== undefined) return ok('ffmpeg', `ffmpeg is at ${found}.`);
  const users = presets.filter((preset) => neededElements(preset).includes(FFMPEG_TOOL)).map(({ id }) => id);
  return lack(
    'ffmpeg',
    'warning',
    `ffmpeg is not installed. The presets ${users.join(', ')} need it.`,
    `Run \`${installCommand([FFMPEG_TOOL])}\`, then start the relay again.`,
    [FFMPEG_TOOL],
  );
}
