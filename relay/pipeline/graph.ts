/** A pipeline description as a graph: what there is, and what is linked to what. */
import type { PropertyToken, Token } from './description.ts';

export interface GraphElement {
  /** What kind it is: the name of its factory. For a URI the URI itself. */
  readonly type: string;
  /** A URI stands for an element that GStreamer finds; it has one pad only. */
  readonly uri: 'source' | 'sink' | undefined;
  /** The name it was given, where it was. */
  readonly name: string | undefined;
  readonly properties: readonly PropertyToken[];
  /** Where it stands in the description, characters. */
  readonly at: number;
  /** Its first and its last token, as indices: name of the kind, and properties. */
  readonly firstToken: number;
  readonly lastToken: number;
}

export interface GraphLink {
  /** Indices of the elements. */
  readonly from: number;
  readonly to: number;
  /** Pads that were named. */
  readonly fromPads: readonly string[];
  readonly toPads: readonly string[];
  /** The link's place in the description, characters. */
  readonly at: number;
}

export interface Graph {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly elements: readonly GraphElement[];
  readonly links: readonly GraphLink[];
  /** Caps before the first element, which only something attached makes whole. */
  readonly leadingCaps: LooseCaps | undefined;
  /** Caps behind the last element, likewise. */
  readonly trailingCaps: LooseCaps | undefined;
}

/** Caps at the edge of a description. */
export interface LooseCaps {
  readonly text: string;
  /** Index of their token. */
  readonly token: number;
  /** Index of the element they are linked to. */
  readonly element: number;
}

/** How a person calls `element`: by the name it was given, else by its kind. */
export function titleOf({ type, name }: GraphElement): string {
  return name === undefined ? `"${type}"` : `"${type}" named "${name}"`;
}

/** Names of the kinds of elements in `graph`, each once, in order. */
export function elementTypes({ elements, tokens }: Graph): string[] {
  const kinds = elements.filter(({ uri }) => uri === undefined).map(({ type }) => type);
  return [...new Set([...kinds, ...tokens.map(binType).filter((type) => type !== undefined)])];
}

/** What kind of bin `token` opens, where it opens one and names it: `bin.(`. */
export function binType({ kind, text }: Token): string | undefined {
  return kind === 'open' && text !== '(' ? text.split('.')[0]?.trim() : undefined;
}
