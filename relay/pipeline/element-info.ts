/** What gst-inspect-1.0 says of one element (tools/gst-inspect.c, version 1.22, C locale). */

export interface PadTemplate {
  /** For example `sink`, or `video_%u` where pads are made on request. */
  readonly name: string;
  readonly direction: 'sink' | 'source';
  /** `sometimes`: they appear while the pipeline runs. */
  readonly availability: 'always' | 'sometimes' | 'request';
}

/** What a property takes. Bounds of 64-bit integers beyond 2^53 are rounded. */
export type PropertyType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer' | 'number'; readonly minimum: number; readonly maximum: number }
  /** Values by nick, with the number and the long name that may be used in its place. */
  | { readonly kind: 'enum' | 'flags'; readonly values: readonly EnumValue[] }
  /** Strings, caps, structures, objects: whatever is not checked here. */
  | { readonly kind: 'other' };

export interface EnumValue {
  readonly value: number;
  readonly nick: string;
  readonly name: string;
}

export interface ElementProperty {
  readonly name: string;
  readonly writable: boolean;
  readonly type: PropertyType;
}

export interface ElementInfo {
  /** What it is good for, for example `Codec/Muxer`. */
  readonly klass: string;
  readonly pads: readonly PadTemplate[];
  readonly properties: ReadonlyMap<string, ElementProperty>;
}

/** Reads the report `gst-inspect-1.0 <element>` prints. */
export function readElementInfo(report: string): ElementInfo {
  return {
    klass: /^ {2}Klass +(.+)$/m.exec(report)?.[1]?.trim() ?? '',
    pads: readPads(section(report, 'Pad Templates:')),
    properties: readProperties(section(report, 'Element Properties:')),
  };
}

/** The lines behind a title that begins at the left margin, up to the next such. */
function section(report: string, title: string): string {
  const start = report.indexOf(`\n${title}\n`);
  if (start < 0) return '';
  const body = report.slice(start + title.length + 2);
  const end = /^\S/m.exec(body)?.index ?? body.length;
  return body.slice(0, end);
}

const TEMPLATE = /^ {2}(SINK|SRC) template: '([^']+)'\n {4}Availability: (Always|Sometimes|On request)$/gm;

function readPads(text: string): PadTemplate[] {
  return [...text.matchAll(TEMPLATE)].map(([, direction, name = '', availability]) => ({
    name,
    direction: direction === 'SINK' ? 'sink' : 'source',
    availability: availability === 'Always' ? 'always' : availability === 'Sometimes' ? 'sometimes' : 'request',
  }));
}

const PROPERTY = /^ {2}([A-Za-z][\w-]*) *: .*\n((?: {24}.*\n?|\s*\n)*)/gm;

function readProperties(text: string): Map<string, ElementProperty> {
  const properties = new Map<string, ElementProperty>();
  for (const [, name = '', details = ''] of text.matchAll(PROPERTY)) {
    const flags = /flags: (.*)/.exec(details)?.[1] ?? '';
    properties.set(name, { name, writable: /\bwritable\b/.test(flags), type: readType(details) });
  }
  return properties;
}

function readType(details: string): PropertyType {
  const range =
    /^ +(Unsigned Integer64|Unsigned Integer|Integer64|Integer|Unsigned Long|Long|Float|Double)\. Range: +(\S+) - +(\S+)/m.exec(
      details,
    );
  if (range) {
    const kind = /Float|Double/.test(range[1] ?? '') ? 'number' : 'integer';
    return { kind, minimum: Number(range[2]), maximum: Number(range[3]) };
  }
  if (/^ +Boolean\. /m.test(details)) return { kind: 'boolean' };
  const listed = /^ +(Enum|Flags) "/m.exec(details)?.[1];
  if (listed === undefined) return { kind: 'other' };
  const values = [...details.matchAll(/^ +\((-?\d+|0x[\da-f]+)\): (\S+) +- (.*)$/gm)];
  return {
    kind: listed === 'Enum' ? 'enum' : 'flags',
    values: values.map(([, value, nick = '', name = '']) => ({ value: Number(value), nick, name })),
  };
}
