/** A relay within this process, for canvases that are recorded by the recorder in their page. */
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspectGStreamer } from '../../pipeline/preflight.ts';
import { BUILT_IN_PRESETS } from '../../pipeline/presets.ts';
import { ringProblem } from '../../pipeline/source.ts';
import { findProfiles } from '../../browser/profile.ts';
import { Library } from '../../recordings/library.ts';
import { RelayServer } from '../../server/server.ts';
import { DEFAULT_TIMES, type SessionEvent } from '../../session/context.ts';
import { LiveViews } from '../../taps/live/live-views.ts';
import { RingFinder } from '../../transport/ring-finder.ts';
import { removeLibrary } from './join-parts.ts';

export interface OwnRelay {
  /** Address of the recorder module, token included. */
  readonly module: string;
  readonly library: Library;
  /** Tells `watch` what happens from now on. Returns what ends that. */
  watch(watch: (event: SessionEvent) => void): () => void;
  /** Lets go of it; the last one ends it. */
  release(): Promise<void>;
}

interface Running extends Omit<OwnRelay, 'release'> {
  end(): Promise<void>;
}

let running: Promise<Running> | undefined;
let users = 0;

/** This process's relay, which is started by the first that needs it and ended by the last. */
export async function useOwnRelay(): Promise<OwnRelay> {
  users++;
  running ??= start();
  const mine = running;
  const release = async (): Promise<void> => {
    users--;
    if (users > 0 || running !== mine) return;
    running = undefined;
    await (await mine).end();
  };
  try {
    return { ...(await mine), release };
  } catch (error) {
    users--;
    if (running === mine) running = undefined;
    throw error;
  }
}

async function start(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'reelay-playwright-'));
  const library = await Library.open(folder);
  const installed = await inspectGStreamer();
  const watchers = new Set<(event: SessionEvent) => void>();
  const token = randomBytes(16).toString('hex');
  const live = new LiveViews({});
  const server = await RelayServer.start({
    ...{ host: '127.0.0.1', port: 0, token, allowedOrigins: [], live },
    webDirectory: dirname(createRequire(import.meta.url).resolve('reelay/clock.classic.js')),
    context: {
      ...{ library, installed, presets: BUILT_IN_PRESETS, times: DEFAULT_TIMES, version: 'reelay/playwright' },
      rings: new RingFinder({ profiles: findProfiles, canMap: ringProblem(installed) === undefined }),
      observe: (event) => watchers.forEach((watch) => watch(event)),
    },
  });
  return {
    module: new URL(`/reelay.js?token=${token}`, server.url).href,
    library,
    watch: (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    end: async () => {
      await server.stop();
      await removeLibrary(library);
    },
  };
}
