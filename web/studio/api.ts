/** The relay's HTTP API, all of the studio's access to it. */
import { type Recording, type RecordingGap, ReelayError, type RecorderOptions } from '../recorder/index.ts';
import type { Examination } from './doctor.ts';
import type { LiveSource, Share, ViewSize } from './live/sources.ts';
import type { RenderDesk, RenderRequest } from './pages/render-job.ts';
import { type Problem, ProblemError } from './problem.ts';

export type Mode = NonNullable<RecorderOptions['mode']>;
export type Quality = NonNullable<RecorderOptions['quality']>;
/** Frames per second as an exact fraction. */
export type Rate = Recording['fps'];

/** A way to turn frames into a file, as the relay offers it. */
export interface Preset {
  readonly id: string;
  readonly label: string;
  /** One sentence: what it is good for. */
  readonly description: string;
  /** File name extension, without the dot. */
  readonly extension: string;
  readonly mime: string;
  readonly alpha: boolean;
  readonly lossless: boolean;
  readonly qualities: readonly Quality[];
  /** Whether it can be used on this relay; `problem` says why not. */
  readonly available: boolean;
  readonly problem?: Problem;
}

/** What the relay keeps about a recording. */
export interface Sidecar {
  readonly id: string;
  /** What the files of one recording share; absent where there is one file. */
  readonly group?: string;
  readonly name: string;
  /** File name in the recordings folder. */
  readonly file: string;
  /** `finished` with an `error` beside it: the file is complete, but ended early. */
  readonly state: 'recording' | 'finished' | 'failed';
  /** Path on the relay, without the token; of a folder, that of its first file. Empty where there is no file. */
  readonly url: string;
  /** Path at which a folder comes as one archive; absent where the recording is a file. */
  readonly archive?: string;
  /** Path at which it can be watched while it is written. */
  readonly playlist?: string;
  readonly preset: string;
  readonly mime: string;
  readonly mode: Mode;
  readonly width: number;
  readonly height: number;
  readonly fps: Rate;
  readonly frames: number;
  readonly dropped: number;
  readonly transport: Recording['transport'];
  /** How frames came encoded, and whether they were stored so. */
  readonly codec?: string;
  readonly stored?: boolean;
  readonly gaps: readonly RecordingGap[];
  readonly durationNs: number;
  readonly bytes: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly pipeline: string;
  readonly warnings: readonly string[];
  readonly versions: {
    readonly reelay: string;
    readonly gstreamer: string;
    readonly node: string;
    readonly browser: string;
  };
  readonly error?: Problem;
}

/** Where the relay is, and the token that opens it. */
export interface Connection {
  /** Origin, `http://127.0.0.1:8787`. */
  readonly relay: string;
  readonly token?: string;
}

/** Asks the relay. Every method throws ReelayError or ProblemError; `toProblem` reads both. */
export class RelayClient {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  async presets(): Promise<readonly Preset[]> {
    return ((await this.#json('/api/presets')) as { presets: readonly Preset[] }).presets;
  }

  /** All recordings, the newest first. */
  async recordings(): Promise<readonly Sidecar[]> {
    return ((await this.#json('/api/recordings')) as { recordings: readonly Sidecar[] }).recordings;
  }

  async recording(id: string): Promise<Sidecar> {
    return (await this.#json(`/api/recordings/${encodeURIComponent(id)}`)) as Sidecar;
  }

  /** Deletes the file and what belongs to it. */
  async remove(id: string): Promise<void> {
    await this.#ask(`/api/recordings/${encodeURIComponent(id)}`, 'DELETE');
  }

  /** What the relay's machine has and lacks. */
  async doctor(): Promise<Examination> {
    return (await this.#json('/api/doctor')) as Examination;
  }

  /** What pages the relay can render, and how the last one stands. */
  async renders(): Promise<RenderDesk> {
    return (await this.#json('/api/render')) as RenderDesk;
  }

  /** Begins to render a page. */
  async render(request: RenderRequest): Promise<void> {
    await this.#ask('/api/render', 'POST', JSON.stringify(request));
  }

  async stopRender(): Promise<void> {
    await this.#ask('/api/render', 'DELETE');
  }

  /** What can be watched now. */
  async live(): Promise<readonly LiveSource[]> {
    return ((await this.#json('/api/live')) as { live: readonly LiveSource[] }).live;
  }

  /** What other programs can read now. */
  async shares(): Promise<readonly Share[]> {
    return ((await this.#json('/api/shares')) as { shares: readonly Share[] }).shares;
  }

  /** Address of a live view: of its page; with an ending, of the endless stream or of one picture. */
  liveUrl(id: string, size: ViewSize, ending: '' | '.mjpeg' | '.jpg' = ''): string {
    const address = this.#address(`/live/${encodeURIComponent(id)}${ending}`);
    address.searchParams.set('size', size);
    return address.href;
  }

  /** What to say of a link that was copied. */
  get linkNotice(): string {
    return this.connection.token === undefined ? 'Link copied.' : 'Link copied. It carries this relay\u2019s token.';
  }

  thumbnailUrl(id: string): string {
    return this.#address(`/api/recordings/${encodeURIComponent(id)}/thumbnail`).href;
  }

  /** Address at which the recording can be seen, token included: also of one that is written, where it has a playlist. */
  fileUrl({ url, playlist }: Sidecar): string {
    return this.#address(playlist ?? url).href;
  }

  /** Address of the file, or of a folder's archive; the browser saves it. */
  downloadUrl({ url, archive }: Sidecar): string {
    const address = this.#address(archive ?? url);
    address.searchParams.set('download', '1');
    return address.href;
  }

  #address(path: string): URL {
    const address = new URL(path, this.connection.relay);
    if (this.connection.token !== undefined) address.searchParams.set('token', this.connection.token);
    return address;
  }

  async #json(path: string): Promise<unknown> {
    return (await this.#ask(path, 'GET')).json();
  }

  async #ask(path: string, method: 'GET' | 'POST' | 'DELETE', body?: string): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.#address(path), { method, ...(body !== undefined && { body }) });
    } catch (cause) {
      const hint = `If one is running, its token or --allow-origin may not fit this page (${location.origin}).`;
      throw new ReelayError('RELAY_UNREACHABLE', { relay: this.connection.relay, hint }, { cause });
    }
    if (!response.ok) throw await refusal(response, path);
    return response;
  }
}

/** The error of an answer that is none of ours where it has no body of ours. */
async function refusal(response: Response, path: string): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && 'error' in body) return new ProblemError(body.error as Problem);
  return new ReelayError('INTERNAL', { cause: `${path} answered ${response.status} ${response.statusText}` });
}
