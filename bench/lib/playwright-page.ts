/** A page that Playwright opened, in its default context, by a process of its own (bench/children/playwright-page.ts). */
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { OpenBrowser } from './browser.ts';
import { NodeChild } from './node-child.ts';

export interface Screencast {
  readonly fps: number;
  /** Where the video goes: a path ending in .webm. Complete after close(). */
  readonly path: string;
}

export class PlaywrightPage implements OpenBrowser {
  readonly #child: NodeChild<'open' | 'closed'>;
  readonly failed: Promise<never>;

  private constructor(child: NodeChild<'open' | 'closed'>) {
    this.#child = child;
    this.failed = child.failed;
  }

  /** Opens `url` in a viewport of that size, and films it where `screencast` is given. */
  static async open(
    url: string,
    size: { readonly width: number; readonly height: number },
    screencast?: Screencast,
  ): Promise<PlaywrightPage> {
    const film = screencast ? [String(screencast.fps), screencast.path] : [];
    const environment = screencast ? await withSystemFfmpeg(path.dirname(screencast.path)) : {};
    const child = new NodeChild<'open' | 'closed'>(
      'playwright-page',
      [url, String(size.width), String(size.height), ...film],
      environment,
    );
    await child.next();
    return new PlaywrightPage(child);
  }

  /** Playwright's own process, with the browser below it. */
  get pid(): number {
    return this.#child.pid;
  }

  async close(): Promise<void> {
    try {
      const closed = this.#child.next();
      this.#child.go();
      await closed;
    } finally {
      await this.#child[Symbol.asyncDispose]();
    }
  }
}

/** Playwright films by an FFmpeg it downloads; the system's does as well, where Playwright looks for its own. */
async function withSystemFfmpeg(folder: string): Promise<NodeJS.ProcessEnv> {
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
