/** The relay of one rendering: in this process, on a free port, with a recordings folder of its own that goes with it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReelayError } from '../../shared/errors.ts';
import { chooseEncoders } from '../pipeline/choose-encoders.ts';
import { inspectGStreamer } from '../pipeline/preflight.ts';
import type { Preset } from '../pipeline/presets.ts';
import { ringProblem } from '../pipeline/source.ts';
import { Library } from '../recordings/library.ts';
import type { Sidecar } from '../recordings/sidecar.ts';
import { RelayServer } from '../server/server.ts';
import { DEFAULT_TIMES, type SessionEvent } from '../session/context.ts';
import { LiveViews } from '../taps/live/live-views.ts';
import { RingFinder } from '../transport/ring-finder.ts';
import { chosenPresets } from '../chosen-presets.ts';
import { STANDARD_OUTPUT } from './options.ts';

/** What GStreamer can do here. */
export interface Machine {
  readonly installed: Awaited<ReturnType<typeof inspectGStreamer>>;
  readonly encoders: Awaited<ReturnType<typeof chooseEncoders>>;
  readonly presets: readonly Preset[];
}

/** Looks at the machine. Throws GSTREAMER_MISSING. */
export async function examineMachine(): Promise<Machine> {
  const installed = await inspectGStreamer();
  const encoders = await chooseEncoders('auto', installed.elements);
  return { installed, encoders, presets: await chosenPresets({ pipeline: undefined, presets: undefined }, encoders) };
}

/** What became of an output. */
export interface EndedOutput {
  readonly preset: string;
  /** Its file; undefined where there is none that can be read. */
  readonly file: string | undefined;
  readonly sidecar: Sidecar | undefined;
  readonly error: ReelayError | undefined;
}

interface OwnRelayOptions {
  readonly machine: Machine;
  readonly webDirectory: string;
  readonly version: string;
  readonly profile: string;
  /** Where the files will be wanted, in their order. */
  readonly outputs: readonly string[];
}

export class OwnRelay {
  readonly origin: string;
  readonly token: string;
  readonly #server: RelayServer;
  readonly #folder: string;
  readonly #ended: readonly EndedOutput[];

  private constructor(server: RelayServer, folder: string, token: string, ended: readonly EndedOutput[]) {
    this.origin = new URL(server.url).origin;
    this.token = token;
    this.#server = server;
    this.#folder = folder;
    this.#ended = ended;
  }

  static async start(options: OwnRelayOptions): Promise<OwnRelay> {
    const { machine, webDirectory, version, profile, outputs } = options;
    // Beside the first file, so that a finished recording need only be given its name.
    const file = outputs.find((output) => output !== STANDARD_OUTPUT);
    const folder = await mkdtemp(path.join(file === undefined ? tmpdir() : path.dirname(file), '.reelay-render-'));
    const token = randomBytes(16).toString('hex');
    const ended: EndedOutput[] = [];
    const library = await Library.open(folder);
    const observe = (event: SessionEvent): void => {
      if (event.type === 'ended') ended.push(endedOutput(event, library));
    };
    const server = await RelayServer.start({
      host: '127.0.0.1',
      port: 0,
      token,
      allowedOrigins: [],
      // The page that is rendered could ask for more.
      isForFramesOnly: true,
      webDirectory,
      live: new LiveViews({ onProblem: () => undefined }),
      context: {
        ...machine,
        library,
        times: DEFAULT_TIMES,
        rings: new RingFinder({
          profiles: async () => [profile],
          canMap: ringProblem(machine.installed) === undefined,
        }),
        version,
        observe,
      },
    });
    return new OwnRelay(server, folder, token, ended);
  }

  /** Lets pages of this origin record. */
  allow(origin: string): void {
    this.#server.allow(origin);
  }

  /** Finishes what is recorded; resolves with the outputs. */
  async end(): Promise<readonly EndedOutput[]> {
    await this.#server.stop();
    return this.#ended;
  }

  /** Removes the folder with what nobody has fetched from it. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function endedOutput({ sidecar, error }: Extract<SessionEvent, { type: 'ended' }>, library: Library): EndedOutput {
  const isReadable = sidecar?.state === 'finished' && sidecar.bytes > 0;
  return {
    preset: sidecar?.preset ?? '',
    file: isReadable ? library.filePath(sidecar.file) : undefined,
    sidecar,
    error,
  };
}
