/** The command that does in a terminal what the studio asks the relay for. */
import type { Preset } from '../api.ts';
import type { LocalPage, RenderRequest } from './render-job.ts';

/** One line, or one for each file where two have the same ending. */
export function commandLines(
  request: Omit<RenderRequest, 'presets'>,
  presets: readonly Pick<Preset, 'id' | 'extension'>[],
  pages: readonly LocalPage[],
): readonly string[] {
  const isEach = new Set(presets.map(({ extension }) => extension)).size < presets.length;
  if (!isEach) return [line(request, presets, pages)];
  // Each under a name of its own, or the second would take the first one's place.
  return presets.map((preset) => line({ ...request, name: `${request.name}-${preset.id}` }, [preset], pages));
}

function line(
  { page, mode, rate, frames, size, quality, name }: Omit<RenderRequest, 'presets'>,
  presets: readonly Pick<Preset, 'id' | 'extension'>[],
  pages: readonly LocalPage[],
): string {
  const target = page.kind === 'url' ? page.url : (pages.find(({ path }) => path === page.path)?.file ?? page.path);
  const file = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+/, '') || 'render';
  const [numerator, denominator] = rate;
  const words = [
    ...['npx', 'reelay', 'render', target],
    ...presets.flatMap(({ extension }) => ['-o', `${file}.${extension}`]),
    ...presets.flatMap(({ id }) => ['--preset', id]),
    ...['--fps', denominator === 1 ? String(numerator) : `${numerator}/${denominator}`, '--frames', String(frames)],
    ...['--size', `${size.width}x${size.height}`],
    ...(quality === 'standard' ? [] : ['--quality', quality]),
    ...(mode === 'realtime' ? ['--realtime'] : []),
    '--ignore-errors',
  ];
  return words.map(quoted).join(' ');
}

/** As a POSIX shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
