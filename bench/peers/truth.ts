/** Lossless recordings of what the scenes look like, by which the lossy ones are judged. */
import path from 'node:path';
import { shownFrames } from '../lib/frame-numbers.ts';
import type { PageServer } from '../lib/page-server.ts';
import type { Size } from '../measure/sizes.ts';
import type { Context } from './offline.ts';
import { runReelay } from './reelay-run.ts';
import { requireEveryFrame } from './verify.ts';
import { SOCKET } from './ways.ts';

interface Picture {
  readonly size: Size;
  readonly context: Context;
  readonly frames: number;
}

/** Each is made when it is first needed. */
export class Truths {
  readonly #server: PageServer;
  readonly #folder: string;
  readonly #made = new Map<string, Promise<string>>();
  readonly #judged = new Map<string, number>();

  /** @param folder where they are kept */
  constructor(server: PageServer, folder: string) {
    this.#server = server;
    this.#folder = folder;
  }

  /** What `compare` tells of `file` beside the truth; asked once for each file name, as all rounds give the same pictures. */
  async judge(file: string, compare: (truth: string) => Promise<number>, picture: Picture): Promise<number> {
    const known = this.#judged.get(file);
    if (known !== undefined) return known;
    const verdict = await compare(await this.#truthOf(picture));
    this.#judged.set(file, verdict);
    return verdict;
  }

  #truthOf(picture: Picture): Promise<string> {
    const key = `${picture.size.name}-${picture.context.id}-${picture.frames}`;
    const made = this.#made.get(key) ?? this.#record(picture, path.join(this.#folder, `truth-${key}`));
    this.#made.set(key, made);
    return made;
  }

  async #record({ size: { width, height }, context: { scene }, frames }: Picture, file: string): Promise<string> {
    await runReelay({
      server: this.#server,
      way: SOCKET,
      file,
      job: (relay) => ({
        kind: 'reelay',
        ...relay,
        presets: ['mkv-lossless'],
        bitrate: undefined,
        scene,
        width,
        height,
        frames,
        options: SOCKET.options,
      }),
    });
    requireEveryFrame(await shownFrames(file, width), frames);
    return file;
  }
}
