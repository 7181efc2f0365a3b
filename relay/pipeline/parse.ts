/** Reads a description into a graph by the grammar of gst_parse_launch (gstreamer, gst/parse/grammar.y). */
import { CapsFault, parseCaps } from './caps.ts';
import { fault, type PropertyToken, type Token, tokenise } from './description.ts';
import type { Graph, GraphElement, LooseCaps } from './graph.ts';
import { type End, type OpenLink, resolveLinks } from './references.ts';

/** What a chain begins and ends with; undefined where it is closed by a reference or a URI. */
interface Chain {
  readonly first: End | undefined;
  readonly last: End | undefined;
}

/** Deepest nesting of bins. */
const MAX_DEPTH = 32;

/** The graph of `text`. Throws PIPELINE_INVALID, naming the place. */
export function parseDescription(text: string): Graph {
  return new Parser(text, tokenise(text)).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #elements: GraphElement[] = [];
  readonly #links: OpenLink[] = [];
  #index = 0;
  #trailing: { readonly caps: Token; readonly from: End | undefined } | undefined;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  parse(): Graph {
    if (this.#tokens.length === 0) throw fault(this.#text, 0, 'it is empty');
    const caps = this.#take('caps');
    if (caps) {
      this.#checkCaps(caps);
      const link = this.#take('link');
      if (!link) throw this.#fault('it names no element behind the caps');
      this.#checkLinkBehindCaps(link);
    }
    const { first } = this.#chains(0);
    const close = this.#take('close');
    if (close) throw fault(this.#text, close.at, 'a parenthesis is closed that was never opened');
    const [text, tokens, elements] = [this.#text, this.#tokens, this.#elements];
    const { links, resolve } = resolveLinks(text, elements, this.#links);
    const loose = (token: Token, end: End | undefined): LooseCaps => {
      if (!end) throw fault(text, token.at, 'the caps are linked to nothing');
      return { text: token.text, token: tokens.indexOf(token), element: resolve(end) };
    };
    return {
      ...{ text, tokens, elements, links },
      leadingCaps: caps && loose(caps, first),
      trailingCaps: this.#trailing && loose(this.#trailing.caps, this.#trailing.from),
    };
  }

  /** Chains up to the end, or to a closing parenthesis. */
  #chains(depth: number): Chain {
    let all: Chain | undefined;
    while (this.#peek() && this.#peek()?.kind !== 'close') {
      const chain = this.#chain(depth);
      all = { first: all ? all.first : chain.first, last: chain.last };
    }
    if (!all) throw this.#fault(depth === 0 ? 'it names no element' : 'a bin is empty');
    return all;
  }

  #chain(depth: number): Chain {
    const { first, last: begin } = this.#beginning(depth);
    let last = begin;
    for (let link = this.#take('link'); link; link = this.#take('link')) {
      const caps = this.#take('caps');
      if (caps && this.#endsInCaps(caps, last, depth)) return { first, last };
      const toPads = this.#padsAhead();
      const token = this.#peek();
      const end = token?.kind === 'reference' || token?.kind === 'uri';
      if (end && toPads.length > 0) throw this.#fault('a pad stands before what is no element');
      const next = end ? this.#closing(token) : this.#elementary(depth, link);
      this.#join(last, next.first, toPads, link);
      if (end) return { first, last: undefined };
      last = next.last;
    }
    if (last?.isReference) throw fault(this.#text, last.at, 'a name with a dot stands for itself, linked to nothing');
    if (last && last.pads.length > 0)
      throw fault(this.#text, last.at, `its pad "${last.pads[0]}" is linked to nothing`);
    return { first, last };
  }

  /** Whether `caps`, which stand behind a link, end the description. Where not, the link behind them is taken. */
  #endsInCaps(caps: Token, from: End | undefined, depth: number): boolean {
    this.#checkCaps(caps);
    const link = this.#take('link');
    if (link) this.#checkLinkBehindCaps(link);
    if (link) return false;
    if (this.#peek() !== undefined || depth > 0) throw this.#fault('behind the caps a link is due');
    this.#trailing = { caps, from };
    return true;
  }

  #beginning(depth: number): Chain {
    const token = this.#peek();
    if (token?.kind === 'link')
      throw this.#fault(this.#index === 0 ? 'it must not begin with a link' : 'a link stands where an element is due');
    if (token?.kind !== 'reference' && token?.kind !== 'uri') return this.#elementary(depth, undefined);
    this.#index++;
    if (token.kind === 'uri') return { first: undefined, last: this.#uri(token, 'source') };
    return { first: undefined, last: this.#reference(token) };
  }

  /** The reference or the URI that ends a chain. */
  #closing(token: Token): Chain {
    this.#index++;
    return { first: token.kind === 'uri' ? this.#uri(token, 'sink') : this.#reference(token), last: undefined };
  }

  /** An element or a bin, and the pads named behind it. */
  #elementary(depth: number, link: Token | undefined): Chain {
    const token = this.#peek();
    if (token?.kind === 'open') return this.#bin(depth + 1);
    if (!token && link) throw fault(this.#text, link.at, 'it must not end with a link');
    if (token?.kind === 'link') throw this.#fault('two links follow each other');
    if (token?.kind !== 'element') throw this.#fault(`${NAMES[token?.kind ?? 'close']} stands where an element is due`);
    const firstToken = this.#index++;
    const properties = this.#properties();
    this.#add({ type: token.text, uri: undefined, properties, at: token.at, firstToken });
    const end = { element: this.#elements.length - 1, name: undefined, isReference: false, at: token.at, pads: [] };
    return { first: end, last: { ...end, pads: this.#padsAhead() } };
  }

  #bin(depth: number): Chain {
    const open = this.#tokens[this.#index++];
    if (depth > MAX_DEPTH) throw this.#fault('bins are nested too deep');
    this.#properties();
    const { first, last } = this.#chains(depth);
    if (!this.#take('close')) throw fault(this.#text, open?.at ?? 0, 'a parenthesis is never closed');
    return { first, last: last && { ...last, pads: this.#padsAhead() } };
  }

  #add(element: Omit<GraphElement, 'lastToken' | 'name'>): void {
    const [name, second] = element.properties.filter((property) => property.name === 'name');
    if (second) throw fault(this.#text, second.at, `"${element.type}" is given a second name`);
    this.#elements.push({ ...element, name: name?.value, lastToken: this.#index - 1 });
  }

  #uri({ text, at }: Token, uri: 'source' | 'sink'): End {
    this.#add({ type: text, uri, properties: [], at, firstToken: this.#index - 1 });
    return { element: this.#elements.length - 1, name: undefined, isReference: false, at, pads: [] };
  }

  #reference({ text, at }: Token): End {
    const [name = '', pad = ''] = text.split('.');
    const pads = [...(pad === '' ? [] : [pad]), ...this.#morePads()];
    return { element: undefined, name, isReference: true, at, pads };
  }

  #properties(): PropertyToken[] {
    const properties: PropertyToken[] = [];
    for (let token = this.#peek(); token?.kind === 'property'; token = this.#peek()) {
      properties.push(token);
      this.#index++;
    }
    return properties;
  }

  #padsAhead(): string[] {
    const pad = this.#take('pad');
    return pad ? [pad.text.slice(1), ...this.#morePads()] : [];
  }

  #morePads(): string[] {
    const pads: string[] = [];
    while (this.#take('comma')) {
      const pad = this.#take('element');
      if (!pad) throw this.#fault('behind the comma the name of a pad is due');
      pads.push(pad.text);
    }
    return pads;
  }

  #join(from: End | undefined, to: End | undefined, toPads: readonly string[], link: Token): void {
    if (!from || !to) throw fault(this.#text, link.at, 'the link has nothing at one of its ends');
    this.#links.push({ from, to: { ...to, pads: [...toPads, ...to.pads] }, at: link.at });
  }

  /** GStreamer would take a colon for a part of the caps, and what follows it, too. */
  #checkLinkBehindCaps({ text, at }: Token): void {
    if (text === ':') throw fault(this.#text, at, 'behind caps a link is "!"');
  }

  #checkCaps({ text, at }: Token): void {
    try {
      parseCaps(text);
    } catch (error) {
      if (error instanceof CapsFault) throw fault(this.#text, at + error.offset, error.message);
      throw error;
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#index];
  }

  #take(kind: Token['kind']): Token | undefined {
    const token = this.#peek();
    if (token?.kind !== kind) return undefined;
    this.#index++;
    return token;
  }

  #fault(reason: string): ReturnType<typeof fault> {
    return fault(this.#text, this.#peek()?.at ?? this.#text.length, reason);
  }
}

const NAMES: Readonly<Record<Token['kind'], string>> = {
  element: 'an element',
  property: 'a property',
  caps: 'caps',
  link: 'a link',
  reference: 'a name with a dot',
  pad: 'the name of a pad',
  open: 'a parenthesis',
  close: 'nothing, or a closing parenthesis,',
  uri: 'a URI',
  comma: 'a comma',
};
