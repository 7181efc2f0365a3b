/**
 * Splits a pipeline description into tokens by the rules of gst_parse_launch (gstreamer, gst/parse/parse.l), and turns
 * tokens into arguments for gst-launch-1.0.
 */
import { ReelayError } from '../../shared/errors.ts';

export type TokenKind =
  /** An element's name. */
  | 'element'
  /** `name=value`, quotes and escapes as written. */
  | 'property'
  /** Media type and fields between two links, as written; spaces are part of it. */
  | 'caps'
  /** `!`, or `:` which links all pads. */
  | 'link'
  /** `name.`, `name.pad` or `.pad`. */
  | 'reference'
  /** `(` or `bin.(`. */
  | 'open'
  | 'close'
  /** A URI, which stands for a source or a sink. */
  | 'uri'
  /** The comma in a list of pads. */
  | 'comma';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it begins in the description, characters. */
  readonly at: number;
}

/** Longest description, characters. gst-launch's own arguments are limited by the system far above this. */
const MAX_DESCRIPTION_CHARACTERS = 65_536;

const IDENTIFIER = '[A-Za-z0-9_][A-Za-z0-9_%:-]*';
/** A value: quoted, or anything up to a space that no backslash precedes. */
const VALUE = String.raw`(?:"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|(?:\\[^]|[^\s"'\\])(?:\\[^]|[^\s\\])*)`;

/** Tried in this order; the first that matches wins. */
const RULES: readonly (readonly [kind: TokenKind, pattern: RegExp])[] = [
  ['property', new RegExp(`${IDENTIFIER}\\s*=\\s*${VALUE}`, 'y')],
  ['open', new RegExp(`(?:${IDENTIFIER}\\s*\\.\\s*)?\\(`, 'y')],
  ['close', /\)/y],
  ['uri', /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s]*/y],
  ['reference', new RegExp(`(?:${IDENTIFIER})?\\.${IDENTIFIER}|${IDENTIFIER}\\.`, 'y')],
  // What an equals sign follows is a property whose value is at fault.
  ['element', new RegExp(`${IDENTIFIER}(?![A-Za-z0-9_%:-]|\\s*=)`, 'y')],
  ['link', /[!:]/y],
  ['comma', /,/y],
];

const MEDIA_TYPE = /[A-Za-z0-9-]+\/[A-Za-z0-9-]+/y;
/** Caps run to the next link, over spaces and quotes; only a backslash hides a `!`. */
const CAPS = /(?:\\[^]|[^!\\])+/y;
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
  for (const [kind, pattern] of RULES) {
    const text = match(pattern, description, at);
    if (text !== undefined) return { token: { kind, text, at }, end: at + text.length };
  }
  throw fault(description, at, unexpected(description, at));
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
  if (/["']/.test(description[at] ?? ''))
    return match(QUOTED, description, at) === undefined
      ? 'a quote is never closed'
      : 'a quoted text stands where an element is due';
  const property = match(new RegExp(`${IDENTIFIER}\\s*=\\s*`, 'y'), description, at);
  if (property !== undefined)
    return description[at + property.length] === undefined
      ? 'a property has no value'
      : "the value's quote is never closed";
  return 'this is no element, property, caps or link';
}

/** `argv` for gst-launch-1.0: it puts a backslash before each space of an argument, so those that are there are taken away. */
export function toArguments(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, text }) => {
    if (kind === 'caps') return text.split(/\s+/).filter((part) => part !== '');
    return [text.replaceAll(/"(?:\\[^]|[^"\\])*"|\\ /g, (piece) => (piece === '\\ ' ? ' ' : piece))];
  });
}

/** Names of the elements `tokens` use, each once. */
export function elementNames(tokens: readonly Token[]): string[] {
  return [...new Set(tokens.filter(({ kind }) => kind === 'element').map(({ text }) => text))];
}

/** PIPELINE_INVALID for the place `at` in `description`. */
export function fault(description: string, at: number, reason: string): ReelayError {
  const rest = description.slice(at, at + 30);
  const place = rest === '' ? 'at its end' : `at character ${at + 1} (${JSON.stringify(rest)})`;
  const command = `gst-launch-1.0 videotestsrc num-buffers=100 ! videoconvertscale ! ${description.slice(0, 500)}`;
  return new ReelayError('PIPELINE_INVALID', { cause: `${place}, ${reason}`, command });
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function skipSpace(text: string, at: number): number {
  return at + (match(/\s*/y, text, at)?.length ?? 0);
}
