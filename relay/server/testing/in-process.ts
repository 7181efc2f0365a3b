/** A relay inside the test's own process, for tests at the wire: its times can be chosen and its events watched. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { ChildTimes } from '../../pipeline/child.ts';
import { inspectGStreamer } from '../../pipeline/preflight.ts';
import { BUILT_IN_PRESETS, customPreset } from '../../pipeline/presets.ts';
import { Library } from '../../recordings/library.ts';
import { DEFAULT_TIMES, type SessionEvent, type SessionTimes } from '../../session/context.ts';
import { LiveViews, type LiveViewsOptions } from '../../taps/live/live-views.ts';
import { RingFinder } from '../../transport/ring-finder.ts';
import { RelayServer } from '../server.ts';

export const TOKEN = 'token-of-the-tests';

/** Pages the test relay serves: the studio's shell, a script, a nested file. */
export const WEB_FILES: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>studio</title>',
  'reelay.js': 'export const recorder = 1;',
  'assets/part-1234.js': 'export const part = 1;',
};

export interface InProcessOptions {
  readonly host?: string;
  readonly allowedOrigins?: readonly string[];
  readonly times?: Partial<SessionTimes>;
  readonly childTimes?: Partial<ChildTimes>;
  /** A fragment for the preset "custom". */
  readonly pipeline?: string;
  readonly live?: LiveViewsOptions;
  /** Folders in which pages' files of frames are looked for. */
  readonly profiles?: readonly string[];
  readonly isForFramesOnly?: boolean;
}

export interface InProcessRelay {
  readonly server: RelayServer;
  readonly library: Library;
  readonly live: LiveViews;
  readonly origin: string;
  readonly port: number;
  readonly token: string;
  /** What the relay told its watchers, in order. */
  readonly events: readonly SessionEvent[];
  /** Resolves with the next event of this type, or one that has come since the last call for it. */
  event<Type extends SessionEvent['type']>(type: Type): Promise<Extract<SessionEvent, { type: Type }>>;
  /** Names in the recordings folder, sorted, those in `.thumbnails` as `.thumbnails/...`. */
  files(): Promise<string[]>;
}

/** Starts a relay that ends with the test. */
export async function startRelay(options: InProcessOptions = {}): Promise<InProcessRelay> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reelay-wire-'));
  const webDirectory = path.join(folder, 'web');
  for (const [name, text] of Object.entries(WEB_FILES)) {
    await mkdir(path.dirname(path.join(webDirectory, name)), { recursive: true });
    await writeFile(path.join(webDirectory, name), text);
  }
  const library = await Library.open(path.join(folder, 'recordings'));
  const events: SessionEvent[] = [];
  const taken = new Map<SessionEvent['type'], number>();
  const waiting = new Set<() => void>();
  const live = new LiveViews(options.live);
  const server = await RelayServer.start({
    live,
    host: options.host ?? '127.0.0.1',
    port: 0,
    token: TOKEN,
    allowedOrigins: options.allowedOrigins ?? [],
    webDirectory,
    isForFramesOnly: options.isForFramesOnly ?? false,
    context: {
      library,
      presets: [
        ...BUILT_IN_PRESETS,
        ...(options.pipeline === undefined
          ? []
          : [customPreset({ id: 'custom', label: 'Custom', pipeline: options.pipeline })]),
      ],
      installed: await inspectGStreamer(),
      times: { ...DEFAULT_TIMES, ...options.times },
      ...(options.childTimes === undefined ? {} : { childTimes: options.childTimes }),
      taps: [live.open],
      rings: new RingFinder({ profiles: () => Promise.resolve(options.profiles ?? []), canMap: true }),
      version: 'test',
      observe(event) {
        events.push(event);
        for (const wake of [...waiting]) wake();
      },
    },
  });
  onTestFinished(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const { origin, port } = new URL(server.url);
  return {
    server,
    library,
    live,
    origin,
    port: Number(port),
    token: TOKEN,
    events,
    async event(type) {
      const index = taken.get(type) ?? 0;
      taken.set(type, index + 1);
      for (;;) {
        const found = events.filter((event) => event.type === type)[index];
        if (found) return found as Extract<SessionEvent, { type: typeof type }>;
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
        });
      }
    },
    async files() {
      const entries = await readdir(library.directory, { recursive: true });
      return entries.filter((name) => name !== '.thumbnails').sort();
    },
  };
}
