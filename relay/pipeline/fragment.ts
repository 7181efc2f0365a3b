/** A pipeline fragment: an open chain whose source, converter and file sink are attached by the relay. */
import { elementNames, fault, type Token, toArguments, tokenise } from './description.ts';

export interface Fragment {
  /** As gst-launch arguments. */
  readonly arguments: readonly string[];
  /** Names of the elements it uses. */
  readonly elements: readonly string[];
  readonly beginsWithCaps: boolean;
  /** Whether it begins with caps that choose the picture's size. */
  readonly choosesSize: boolean;
  /** Whether its last element is a sink of its own, so that no file sink is attached. */
  readonly endsInSink: boolean;
}

/** Reads `text`. Throws PIPELINE_INVALID, naming the place. */
export function parseFragment(text: string): Fragment {
  const tokens = tokenise(text);
  const [first] = tokens;
  const last = tokens.at(-1);
  if (!first || !last) throw fault(text, 0, 'it is empty');
  if (first.kind === 'link') throw fault(text, first.at, 'it must not begin with a link; the source is linked to it');
  if (last.kind === 'link') throw fault(text, last.at, 'it must not end with a link; the file sink is linked to it');
  checkOrder(text, tokens);
  checkGroups(text, tokens);
  if (!tokens.some(({ kind }) => kind === 'element')) throw fault(text, 0, 'it names no element');
  return {
    arguments: toArguments(tokens),
    elements: elementNames(tokens),
    beginsWithCaps: first.kind === 'caps',
    choosesSize: first.kind === 'caps' && /\b(?:width|height)\s*=/.test(first.text),
    endsInSink: /sink\d*$/.test(tokens.filter(({ kind }) => kind === 'element').at(-1)?.text ?? ''),
  };
}

function checkOrder(text: string, tokens: readonly Token[]): void {
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    if (token.kind === 'link' && before?.kind === 'link') throw fault(text, token.at, 'two links follow each other');
    if (
      token.kind === 'property' &&
      (before === undefined || before.kind === 'link' || before.kind === 'caps' || before.kind === 'close')
    ) {
      throw fault(text, token.at, 'a property stands where an element is due');
    }
  });
}

function checkGroups(text: string, tokens: readonly Token[]): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind === 'open') open.push(token);
    else if (token.kind === 'close' && !open.pop())
      throw fault(text, token.at, 'a parenthesis is closed that was never opened');
  }
  const left = open.at(-1);
  if (left) throw fault(text, left.at, 'a parenthesis is never closed');
}
