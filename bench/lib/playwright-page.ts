/** A page that Playwright opened, in its default context, by a process of its own (bench/children/playwright-page.ts). */
import path from 'node:path';
import type { OpenBrowser } from './browser.ts';
import { NodeChild } from './node-child.ts';
import { withSystemFfmpeg } from './system-ffmpeg.ts';

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
