/** The shares of a relay: which there are to be of each recording, and which there are now. */
import type { ReelayError } from '../../../shared/errors.ts';
import type { OpenTap, Tap, TapSource } from '../tap.ts';
import { ShareBranch } from './branch.ts';
import type { ShareFormat } from './layout.ts';
import { MAX_NAME_LENGTH, segmentPath } from './names.ts';
import type { ShareSettings } from './options.ts';

/** A share as `GET /api/shares` tells it. */
export interface ShareStatus {
  /** What readers open it by. */
  readonly name: string;
  /** The segment's path. */
  readonly path: string;
  readonly recording: { readonly id: string; readonly name: string };
  /** `opening`: its memory is being taken; `failed`: `error` says why there is none (any more). */
  readonly state: 'opening' | 'writing' | 'failed';
  readonly format: ShareFormat;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly intervalMs: number;
  readonly slots: number;
  /** Frames written. */
  readonly frames: number;
  /** Frames that were due, and that there was no time for. */
  readonly dropped: number;
  readonly error?: { readonly code: string; readonly message: string; readonly remedy: string };
}

interface Entry {
  readonly branch: ShareBranch;
  status(): ShareStatus;
}

export class Shares {
  readonly #log: (line: string) => void;
  /** By name. */
  readonly #open = new Map<string, Entry>();

  /** @param log told in a line what becomes of each share */
  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** What shares the recordings that `settings` name, as they say. While one has the name, the next is NAME-2, and so on. */
  tap(settings: ShareSettings): OpenTap {
    const { recording } = settings;
    return (source) =>
      recording === undefined || recording === source.name ? this.#openTap(settings, source) : NO_TAP;
  }

  /** The shares there are, the oldest first. */
  list(): ShareStatus[] {
    return [...this.#open.values()].map((entry) => entry.status());
  }

  #openTap(settings: ShareSettings, source: TapSource): Tap {
    const { format, intervalMs, slots, permissions } = settings;
    const { width, height } = settings.size ?? source;
    const name = this.#freeName(settings.name);
    const geometry = { format, width, height, slots, intervalMs };
    const branch = new ShareBranch({
      name,
      geometry,
      permissions,
      onFailure: (error) => this.#log(`share ${name}: ${error.code}: ${error.message} ${error.remedy}`),
    });
    const status = (): ShareStatus => ({
      ...{ name, path: segmentPath(name), recording: { id: source.id, name: source.name } },
      state: branch.state === 'ended' ? 'writing' : branch.state,
      ...geometry,
      ...{ frames: branch.frames, dropped: branch.dropped },
      ...(branch.error ? { error: described(branch.error) } : {}),
    });
    this.#open.set(name, { branch, status });
    branch.opened.then(
      () => this.#log(`share ${name}: ${width} x ${height} ${format}, ${pace(intervalMs)}`),
      () => undefined, // onFailure told it
    );
    return {
      isWatching: branch.isWatching,
      whenWatched: () => branch.whenWatched(),
      forget: () => branch.forget(),
      offer: (frame, caps) => branch.offer(frame, caps),
      end: async () => {
        await branch.end();
        this.#open.delete(name);
      },
    };
  }

  #freeName(name: string): string {
    let free = name;
    for (let number = 2; this.#open.has(free); number++) {
      const suffix = `-${number}`;
      free = name.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix;
    }
    return free;
  }
}

/** Takes nothing. */
const NO_TAP: Tap = {
  isWatching: false,
  whenWatched: () => undefined,
  forget: () => undefined,
  offer: () => undefined,
  end: () => Promise.resolve(),
};

function pace(intervalMs: number): string {
  return intervalMs === 0 ? 'every frame' : `one frame in ${intervalMs} ms`;
}

function described({ code, message, remedy }: ReelayError): ShareStatus['error'] & object {
  return { code, message, remedy };
}
