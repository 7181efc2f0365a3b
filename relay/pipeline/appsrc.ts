/** What the properties of an `appsrc` ask of the program that stands in for the application. */
import { CapsFault, type CapsStructure, parseCaps } from './caps.ts';
import { fault, type PropertyToken } from './description.ts';
import type { GraphElement } from './graph.ts';

export interface AppSource {
  /** By which other parts of the description refer to it. */
  readonly name: string;
  /** How the frames look; undefined where the description leaves it open. */
  readonly caps: CapsStructure | undefined;
  /** Whether a push waits for room, or is refused where there is none. */
  readonly block: boolean;
  /** A push has to wait while this much is queued. */
  readonly maxBytes: number;
  readonly maxFrames: number;
  /** Whether frames without a time get that of their arrival. */
  readonly timesByArrival: boolean;
}

/** The default of `max-bytes`: less than a frame of 260 x 260, so that one frame waits at a time. */
const DEFAULT_MAX_BYTES = 200_000;

const TRUE = /^(?:true|t|yes|1)$/i;

/** Properties that mean nothing where no application is called back, or nothing without seeking. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set([
  ...['name', 'emit-signals', 'min-percent', 'min-latency', 'max-latency', 'blocksize', 'typefind'],
]);

/** Properties with the values the relay can honour, and why it cannot honour others. */
const ONLY: Readonly<Record<string, { readonly pattern: RegExp; readonly reason: string }>> = {
  format: {
    pattern: /^(?:time|3|GST_FORMAT_TIME)$/,
    reason: 'frames are timed here, so the format can only be "time"',
  },
  'stream-type': {
    pattern: /^(?:stream|0|GST_APP_STREAM_TYPE_STREAM)$/,
    reason: 'nobody can seek in what is being drawn, so the stream type can only be "stream"',
  },
  size: { pattern: /^-1$/, reason: 'how many bytes will come is not known' },
  'num-buffers': { pattern: /^-1$/, reason: 'the program that pushes the frames ends the stream' },
  'leaky-type': { pattern: /^(?:none|0)$/, reason: 'no frame is thrown away; take a leaky queue behind it' },
  'max-time': { pattern: /^0$/, reason: 'the bound is max-bytes, or max-buffers' },
  'handle-segment-change': { pattern: /^(?:false|f|no|0)$/i, reason: 'there is one segment only' },
};

/** What `element`, an appsrc, asks for. `name`: how it is referred to. Throws PIPELINE_INVALID. */
export function readAppSource(text: string, element: GraphElement, name: string): AppSource {
  const properties = new Map(element.properties.map((token) => [token.name.replaceAll('_', '-'), token]));
  for (const [key, token] of properties) {
    const only = Object.hasOwn(ONLY, key) ? ONLY[key] : undefined;
    if (only && !only.pattern.test(token.value))
      throw fault(text, token.at, `"appsrc" cannot have ${token.text}: ${only.reason}`);
    if (!only && !HONOURED.has(key) && !WITHOUT_MEANING.has(key))
      throw fault(text, token.at, `the relay cannot honour the property "${token.name}" of "appsrc"`);
  }
  const isTrue = (key: string): boolean => TRUE.test(properties.get(key)?.value ?? '');
  return {
    name,
    caps: readCaps(text, properties.get('caps')),
    // Programs set it in their code, not in the description: only who says so gets a push that is refused.
    block: !properties.has('block') || isTrue('block'),
    maxBytes: bound(text, properties.get('max-bytes'), DEFAULT_MAX_BYTES),
    maxFrames: bound(text, properties.get('max-buffers'), Number.MAX_SAFE_INTEGER),
    timesByArrival: isTrue('is-live') || isTrue('do-timestamp'),
  };
}

const HONOURED: ReadonlySet<string> = new Set([
  ...['caps', 'block', 'max-bytes', 'max-buffers', 'is-live', 'do-timestamp'],
]);

function bound(text: string, token: PropertyToken | undefined, otherwise: number): number {
  if (!token) return otherwise;
  const value = Number(token.value);
  if (!Number.isSafeInteger(value) || value < 0)
    throw fault(text, token.at, `the property "${token.name}" of "appsrc" must be a whole number`);
  if (value === 0 && token.name === 'max-bytes')
    throw fault(text, token.at, 'without a bound (max-bytes=0) "appsrc" would let memory grow');
  return value === 0 ? otherwise : value;
}

function readCaps(text: string, token: PropertyToken | undefined): CapsStructure | undefined {
  if (!token) return undefined;
  try {
    const [caps, ...others] = parseCaps(token.value);
    if (others.length > 0) throw new CapsFault(0, 'they leave a choice');
    return caps;
  } catch (error) {
    if (error instanceof CapsFault)
      throw fault(text, token.at, `the caps of "appsrc" cannot be used: ${error.message}`);
    throw error;
  }
}
