/** What is known of a recording while it is made, whatever files come of it: counts, gaps, geometries, pauses. */
import { ProtocolError } from '../../shared/errors.ts';
import type { CodecName } from '../../shared/media/codecs.ts';
import type { Nanoseconds } from '../../shared/media/time.ts';
import type { DropMessage, GeometryMessage, StartMessage, TransportName } from '../../shared/wire/messages.ts';
import { malformed } from '../../shared/wire/schema.ts';
import {
  type GeometryChange,
  MAX_LISTED,
  type Pause,
  type Sidecar,
  SIDECAR_VERSION,
  type SidecarGap,
} from '../recordings/sidecar.ts';
import { RateLog } from './rate-log.ts';
import { WarningList } from './warning-list.ts';

/** The part of a sidecar that all outputs of a recording share. */
export type SharedFields = Pick<
  Sidecar,
  | 'version'
  | 'name'
  | 'mode'
  | 'quality'
  | 'fps'
  | 'dropped'
  | 'gaps'
  | 'geometries'
  | 'pauses'
  | 'transport'
  | 'codec'
  | 'bitrates'
  | 'startedAt'
  | 'warnings'
  | 'versions'
>;

interface TakeOptions {
  readonly start: StartMessage;
  readonly versions: Omit<Sidecar['versions'], 'browser'>;
  /** How frames come encoded, where they do. */
  readonly codec?: CodecName | undefined;
}

export class Take {
  readonly #options: TakeOptions;
  readonly #startedAt = new Date().toISOString();
  readonly #gaps: SidecarGap[] = [];
  readonly #geometries: GeometryChange[] = [];
  readonly #pauses: Pause[] = [];
  readonly #warnings = new WarningList();
  readonly #rates = new RateLog();
  #transport: TransportName = 'socket';
  #isPaused = false;
  #frames = 0;
  #dropped = 0;
  #endNs: Nanoseconds = 0;

  constructor(options: TakeOptions) {
    this.#options = options;
  }

  /** Frames that every output still at work accepted. */
  get frames(): number {
    return this.#frames;
  }

  /** End of the last of them, ns. */
  get endNs(): Nanoseconds {
    return this.#endNs;
  }

  /** Notes that frames come so, be it only some. */
  cameBy(transport: TransportName): void {
    this.#transport = transport;
  }

  /** Notes that an encoded frame of `bytes` came. */
  addChunk(ptsNs: Nanoseconds, bytes: number): void {
    this.#transport = 'encoded';
    this.#rates.add(ptsNs, bytes);
  }

  addFrame(endNs: Nanoseconds): void {
    this.#frames++;
    this.#endNs = Math.max(this.#endNs, endNs);
  }

  /**
   * Notes frames that the page lost before its frame `beforeFrame`; those of one reason become one gap.
   * Throws ProtocolError for a gap that ends before it begins, or a sum beyond what a number holds exactly.
   */
  addGap(beforeFrame: number, { count, fromNs, toNs, reason }: DropMessage): void {
    if (toNs < fromNs) throw malformed('drop.toNs is before drop.fromNs');
    if (!Number.isSafeInteger(this.#dropped + count)) throw malformed('more frames were dropped than can be counted');
    this.#dropped += count;
    const same = this.#gaps.findIndex((gap) => gap.beforeFrame === beforeFrame && gap.reason === reason);
    const known = this.#gaps[same];
    if (known) {
      const [from, to] = [Math.min(known.fromNs, fromNs), Math.max(known.toNs, toNs)];
      this.#gaps[same] = { ...known, count: known.count + count, fromNs: from, toNs: to };
    } else if (this.#gaps.length < MAX_LISTED) this.#gaps.push({ beforeFrame, count, fromNs, toNs, reason });
  }

  addGeometry(fromFrame: number, { type: _type, id: _id, ...geometry }: GeometryMessage): void {
    if (this.#geometries.length < MAX_LISTED) this.#geometries.push({ fromFrame, geometry });
  }

  /** Throws ProtocolError where it is paused. */
  pause(atNs: Nanoseconds): void {
    if (this.#isPaused) throw outOfTurn('pause', 'paused');
    this.#isPaused = true;
    if (this.#pauses.length < MAX_LISTED) this.#pauses.push({ atNs, from: new Date().toISOString(), to: null });
  }

  /** Throws ProtocolError where it is not paused. */
  resume(): void {
    if (!this.#isPaused) throw outOfTurn('resume', 'not paused');
    this.#isPaused = false;
    const last = this.#pauses.at(-1);
    if (last && last.to === null) this.#pauses[this.#pauses.length - 1] = { ...last, to: new Date().toISOString() };
  }

  /** Notes what the page warns of: it holds for every output. */
  warn(...warnings: readonly string[]): void {
    for (const warning of warnings) this.#warnings.add(warning);
  }

  /** As it stands. */
  fields(): SharedFields {
    const { start, versions, codec } = this.#options;
    return {
      version: SIDECAR_VERSION,
      name: start.name,
      mode: start.mode,
      quality: start.quality,
      fps: start.fps,
      dropped: this.#dropped,
      gaps: this.#gaps,
      geometries: this.#geometries,
      pauses: this.#pauses,
      transport: this.#transport,
      ...(codec === undefined ? {} : { codec, bitrates: this.#rates.series }),
      startedAt: this.#startedAt,
      warnings: this.#warnings.texts,
      versions: { ...versions, browser: start.agent },
    };
  }
}

function outOfTurn(what: string, state: string): ProtocolError {
  return new ProtocolError('PROTOCOL_ORDER', { reason: `${what} came while the recording was ${state}` });
}
