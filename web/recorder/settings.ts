/** From the options a page gives to the message the relay gets; every fault is named here, before anything starts. */
import {
  callbackOf,
  checkRecordingOptions,
  invalid,
  oneOf,
  type RecordingSettings,
  sideOf,
  tokenOf,
} from '../../shared/recording/options.ts';
import { type Mode, MODES } from '../../shared/wire/choices.ts';
import { BYTES, type Bytes } from '../worker/contract.ts';
import { TRANSPORT_CHOICES, type TransportChoice } from '../transport/open.ts';
import type { RecorderOptions, Size } from './options.ts';

const SESSION_PATH = '/session';

/** Checked options. */
export interface Settings extends RecordingSettings {
  /** Address of the relay's capture connection, token included. */
  readonly sessionUrl: string;
  readonly relayOrigin: string;
  readonly token: string;
  /** Undefined where the source's own way is taken. */
  readonly mode: Mode | undefined;
  readonly size: Size | undefined;
  readonly bytes: Bytes;
  readonly transport: TransportChoice;
}

/** Checks `options`. Throws OPTION_INVALID. */
export function checkOptions(options: RecorderOptions): Settings {
  const relayOrigin = relayOf(options.relay);
  const given = options.token === undefined ? undefined : tokenOf(options.token);
  const token = given ?? new URL(import.meta.url).searchParams.get('token') ?? pageToken() ?? '';
  const session = new URL(SESSION_PATH, relayOrigin.replace(/^http/, 'ws'));
  session.searchParams.set('token', token);
  checkHandles(options);
  const settings: Settings = {
    sessionUrl: session.href,
    relayOrigin,
    token,
    mode: options.mode === undefined ? undefined : oneOf('mode', options.mode, MODES),
    ...checkRecordingOptions(options),
    size: options.size && checkSize(options.size),
    bytes: oneOf('bytes', options.bytes ?? 'auto', BYTES),
    transport: oneOf('transport', options.transport ?? 'auto', TRANSPORT_CHOICES),
  };
  checkEncoded(settings);
  return settings;
}

/** What is encoded is opaque, and no pixel of it is exact. */
function checkEncoded({ transport, alpha, bytes }: Settings): void {
  if (transport !== 'encoded') return;
  if (alpha === 'keep') throw invalid('alpha', alpha, 'frames with the transport "encoded" have no alpha channel');
  if (bytes === 'exact') throw invalid('bytes', bytes, 'no pixel is exact with the transport "encoded"');
}

function relayOf(relay: string | undefined): string {
  const address = relay ?? new URL(import.meta.url).origin;
  if (!URL.canParse(address)) throw invalid('relay', relay, 'it is no address such as http://127.0.0.1:8787');
  const { protocol, origin } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw invalid('relay', relay, 'it must begin with http:// or https://');
  return origin;
}

function pageToken(): string | undefined {
  return URL.canParse(self.location.href)
    ? (new URL(self.location.href).searchParams.get('token') ?? undefined)
    : undefined;
}

/** Checks a size given as `size`. Throws OPTION_INVALID. */
export function checkSize({ width, height }: Size): Size {
  return { width: sideOf('size.width', width), height: sideOf('size.height', height) };
}

/** Options that are no values: a canvas, functions. */
function checkHandles({ preview, ...callbacks }: RecorderOptions): void {
  const isCanvas = typeof HTMLCanvasElement !== 'undefined' && preview instanceof HTMLCanvasElement;
  if (preview !== undefined && !isCanvas) throw invalid('preview', preview, 'it must be a canvas element of this page');
  for (const option of ['onProgress', 'onState'] as const) callbackOf(option, callbacks[option]);
}
