/** Reads caps as written in a description or in a property (gstreamer, gst/gstcaps.c and gststructure.c). */

/** One of the alternatives that `;` separates. */
export interface CapsStructure {
  /** Media type, for example `video/x-raw`. */
  readonly media: string;
  /** Values by field, without their type and their quotes. A list, an array or a range is kept as written. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Caps that cannot be read. `offset` is where, characters from their beginning. */
export class CapsFault extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

const MEDIA = /[A-Za-z][A-Za-z0-9-]*\/[A-Za-z0-9+.-]+/y;
const FEATURES = /\(\s*[A-Za-z][\w:.-]*(?:\s*,\s*[A-Za-z][\w:.-]*)*\s*\)/y;
const FIELD = /\s*,\s*([A-Za-z][A-Za-z0-9_./+:-]*)\s*=\s*/y;
const TYPE = /\(\s*([A-Za-z][A-Za-z0-9]*)\s*\)\s*/y;
const SIMPLE = /[A-Za-z0-9_+/:.-]+/y;
const STRING = /"(?:\\[^]|[^"\\])*"/y;
const BETWEEN = /\s*;\s*/y;

/** What a value of a type must look like; types that are not listed are not checked further. */
const OF_TYPE: Readonly<Record<string, RegExp>> = {
  int: /^[+-]?(?:\d+|0x[\da-f]+)$/i,
  i: /^[+-]?(?:\d+|0x[\da-f]+)$/i,
  uint: /^(?:\d+|0x[\da-f]+)$/i,
  fraction: /^[+-]?\d+(?:\/[+-]?\d+)?$/,
  boolean: /^(?:true|false|yes|no|t|f|1|0)$/i,
  bool: /^(?:true|false|yes|no|t|f|1|0)$/i,
  b: /^(?:true|false|yes|no|t|f|1|0)$/i,
  double: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i,
  float: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i,
  string: /^/,
  str: /^/,
  s: /^/,
};

/** Deepest nesting of lists and arrays that is followed. */
const MAX_DEPTH = 8;

/** The alternatives of `text`. Throws CapsFault. */
export function parseCaps(text: string): CapsStructure[] {
  const structures: CapsStructure[] = [];
  const reader = new Reader(text);
  do structures.push(readStructure(reader));
  while (reader.take(BETWEEN) !== undefined && !reader.atEnd);
  if (!reader.atEnd) throw new CapsFault(reader.at, 'the caps go on with what is neither a field nor an alternative');
  return structures;
}

class Reader {
  at = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** What `pattern` matches here, with its groups; stays where it is where it does not. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }

  demand(pattern: RegExp, what: string): RegExpExecArray {
    const found = this.take(pattern);
    if (!found) throw new CapsFault(this.at, `${what} is missing in the caps`);
    return found;
  }
}

function readStructure(reader: Reader): CapsStructure {
  const [media] = reader.demand(MEDIA, 'a media type');
  reader.take(FEATURES);
  const fields = new Map<string, string>();
  for (let field = reader.take(FIELD); field; field = reader.take(FIELD)) {
    const value = readValue(reader, undefined, 0);
    fields.set(field[1] ?? '', value);
  }
  return { media, fields };
}

function readValue(reader: Reader, outerType: string | undefined, depth: number): string {
  if (depth > MAX_DEPTH) throw new CapsFault(reader.at, 'the caps are nested too deep');
  const typeAt = reader.at;
  const type = reader.take(TYPE)?.[1] ?? outerType;
  if (type !== undefined && !Object.hasOwn(OF_TYPE, type))
    throw new CapsFault(typeAt, `there is no type "${type}" of values`);
  for (const [open, close] of [
    [/\{\s*/y, /\s*\}/y],
    [/<\s*/y, /\s*>/y],
    [/\[\s*/y, /\s*\]/y],
  ] as const) {
    const start = reader.at;
    if (!reader.take(open)) continue;
    do readValue(reader, type, depth + 1);
    while (reader.take(/\s*,\s*/y));
    reader.demand(close, 'a closing bracket');
    return reader.text.slice(start, reader.at);
  }
  const valueAt = reader.at;
  const quoted = reader.take(STRING);
  const value = quoted
    ? quoted[0].slice(1, -1).replaceAll(/\\([^])/g, '$1')
    : reader.demand(SIMPLE, "a field's value")[0];
  if (type !== undefined && !OF_TYPE[type]?.test(value))
    throw new CapsFault(valueAt, `"${value}" is no value of the type "${type}"`);
  return value;
}
