/** Splits a pipeline description into tokens by the rules of gst_parse_launch (gstreamer, gst/parse/parse.l). */
import { ReelayError } from '../../shared/errors.ts';
import { decodeValue, valueAt } from './value.ts';

interface TokenBase {
  /** As written. */
  readonly text: string;
  /** Where it begins in the description, characters. */
  readonly at: number;
}

export type Token =
  | (TokenBase & {
      readonly kind: /** The name of a kind of element. */
        | 'element'
        /** Media type and fields between two links; spaces are part of it. */
        | 'caps'
        /** `!`, or `:` which links all pads. */
        | 'link'
        /** `name.` or `name.pad`. */
        | 'reference'
        /** `.pad`. */
        | 'pad'
        /** `(` or `bin.(`. */
        | 'open'
        | 'close'
        /** A URI, which stands for a source or a sink. */
        | 'uri'
        /** The comma in a list of pads. */
        | 'comma';
    })
  | PropertyToken;

/** `name=value`. */
export interface PropertyToken extends TokenBase {
  readonly kind: 'property';
  readonly name: string;
  /** Without quotes and escapes. */
  readonly value: string;
}

/** Longest description, characters. gst-launch's own arguments are limited by the system far above this. */
const MAX_DESCRIPTION_CHARACTERS = 65_536;

/** Flex' character class [[:space:]]: nothing beyond ASCII. */
const SPACE = String.raw`[ \t\n\v\f\r]`;
const IDENTIFIER = '[A-Za-z0-9_][A-Za-z0-9_%:-]*';
const ASSIGNMENT = new RegExp(`(${IDENTIFIER})${SPACE}*=${SPACE}*`, 'y');

/** Tried in this order; the first that matches wins. Each stops where flex' longest match would. */
const RULES: readonly (readonly [kind: Exclude<Token['kind'], 'property'>, pattern: RegExp])[] = [
  ['open', new RegExp(`(?:${IDENTIFIER}${SPACE}*\\.${SPACE}*)?\\(`, 'y')],
  ['close', /\)/y],
  ['uri', /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^ \t\n\v\f\r]+/y],
  ['reference', new RegExp(`${IDENTIFIER}\\.(?:${IDENTIFIER})?`, 'y')],
  ['pad', new RegExp(`\\.${IDENTIFIER}`, 'y')],
  ['element', new RegExp(IDENTIFIER, 'y')],
  ['link', /[!:]/y],
  ['comma', /,/y],
];

const MEDIA_TYPE = /[A-Za-z0-9-]+\/[A-Za-z0-9-]+/y;
/** Caps run to the next link, over spaces and quotes. */
const CAPS = /[^!]+/y;
/** Caps quoted as a whole, as one does for a shell. gst_parse_launch itself would not take the quotes. */
const QUOTED = /"((?:\\[^]|[^"\\])*)"|'((?:\\[^]|[^'\\])*)'/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** The tokens of `description`. Throws PIPELINE_INVALID, naming the place. */
export function tokenise(description: string): Token[] {
  if (description.length > MAX_DESCRIPTION_CHARACTERS)
    throw fault(description, 0, `it is over ${MAX_DESCRIPTION_CHARACTERS} characters long`);
  const control = CONTROL.exec(description);
  if (control) throw fault(description, control.index, 'there is a control character');
  const tokens: Token[] = [];
  let at = skipSpace(description, 0);
  while (at < description.length) {
    const { token, end } = nextToken(description, at, tokens.at(-1));
    tokens.push(token);
    at = skipSpace(description, end);
  }
  return tokens;
}

function nextToken(description: string, at: number, before: Token | undefined): { token: Token; end: number } {
  if (before === undefined || before.kind === 'link') {
    const caps = capsAt(description, at);
    if (caps) return { token: { kind: 'caps', text: caps.text, at }, end: caps.end };
  }
  ASSIGNMENT.lastIndex = at;
  const assignment = ASSIGNMENT.exec(description);
  if (assignment) return propertyAt(description, at, assignment[0], assignment[1] ?? '');
  for (const [kind, pattern] of RULES) {
    const text = match(pattern, description, at);
    if (text !== undefined) return { token: { kind, text, at }, end: at + text.length };
  }
  throw fault(description, at, unexpected(description, at));
}

function propertyAt(
  description: string,
  at: number,
  assignment: string,
  name: string,
): { token: PropertyToken; end: number } {
  const start = at + assignment.length;
  const written = valueAt(description, start);
  if (written === undefined) throw fault(description, at, `the property "${name}" has no value`);
  if (/^["']/.test(written) && (written.length === 1 || written.at(-1) !== written[0]))
    throw fault(description, start, `the value of "${name}" begins with a quote and does not end with one`);
  const end = start + written.length;
  const value = decodeValue(written);
  if (value.endsWith('\\') && /[\s"]/.test(value))
    throw fault(description, start, 'a value with spaces or quotes cannot end with a backslash');
  return { token: { kind: 'property', text: description.slice(at, end), at, name, value }, end };
}

function capsAt(description: string, at: number): { text: string; end: number } | undefined {
  QUOTED.lastIndex = at;
  const quoted = QUOTED.exec(description);
  const inner = quoted?.[1] ?? quoted?.[2];
  if (quoted && inner !== undefined && match(MEDIA_TYPE, inner, 0) !== undefined)
    return { text: inner.trim(), end: at + quoted[0].length };
  if (match(MEDIA_TYPE, description, at) === undefined) return undefined;
  const text = match(CAPS, description, at) ?? '';
  return { text: text.trim(), end: at + text.length };
}

function unexpected(description: string, at: number): string {
  if (!/["']/.test(description[at] ?? '')) return 'this is no element, property, caps or link';
  return match(QUOTED, description, at) === undefined
    ? 'a quote is never closed'
    : 'a quoted text stands where an element is due';
}

/** PIPELINE_INVALID for the place `at` in `description`. */
export function fault(description: string, at: number, reason: string): ReelayError {
  const rest = description.slice(at, at + 30);
  const place = rest === '' ? 'at its end' : `at character ${at + 1} (${JSON.stringify(rest)})`;
  const source = /\bappsrc\b/.test(description) ? '' : 'videotestsrc num-buffers=100 ! videoconvertscale ! ';
  const command = `gst-launch-1.0 ${source}${description.slice(0, 500)}`;
  return new ReelayError('PIPELINE_INVALID', { cause: `${place}, ${reason}`, command });
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function skipSpace(text: string, at: number): number {
  return at + (match(/[ \t\n\v\f\r]*/y, text, at)?.length ?? 0);
}
