/** Playwright's own video without its own FFmpeg. */
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Playwright films by an FFmpeg it downloads; the system's does as well, where Playwright looks for its own: below `folder`. */
export async function withSystemFfmpeg(folder: string): Promise<NodeJS.ProcessEnv> {
  const manifest = path.join(
    path.dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
    'browsers.json',
  );
  const { browsers } = JSON.parse(await readFile(manifest, 'utf8')) as {
    browsers: { name: string; revision: string }[];
  };
  const revision = browsers.find(({ name }) => name === 'ffmpeg')?.revision ?? '';
  const home = path.join(folder, 'playwright');
  const place = path.join(home, `ffmpeg-${revision}`, 'ffmpeg-linux');
  await mkdir(path.dirname(place), { recursive: true });
  await rm(place, { force: true });
  await symlink('/usr/bin/ffmpeg', place);
  return { PLAYWRIGHT_BROWSERS_PATH: home };
}
