/**
 * A description as the relay runs it. Two forms: a fragment, whose source, converter and file sink are attached, and one with
 * an `appsrc` as its head, in whose place the relay's source stands.
 */
import { type AppSource, readAppSource } from './appsrc.ts';
import { fault, type Token } from './description.ts';
import type { ElementCatalogue } from './element-catalogue.ts';
import { elementTypes, type Graph, type GraphElement, titleOf } from './graph.ts';
import { counterPlace } from './counter-place.ts';
import { openEnds } from './open-pads.ts';
import { parseDescription } from './parse.ts';
import { propertyArgument } from './value.ts';

/** What is attached to a description, as gst-launch arguments without a link at their end. */
export interface Attachments {
  /** What stands between the relay's source and the description, its first element linked to the source. May be empty. */
  readonly converter: readonly string[];
  /** The file sink. */
  readonly file: readonly string[];
  /** What counts frames: put where they have been encoded, before the muxer, the sink or the fork they come to. */
  readonly counter?: readonly string[];
}

export interface Fragment {
  readonly graph: Graph;
  /** Names of the elements it uses; an `appsrc` is not among them. */
  readonly elements: readonly string[];
  /** What its `appsrc` asks for; undefined where the source is attached. */
  readonly appsrc: AppSource | undefined;
  readonly beginsWithCaps: boolean;
  /** Whether it begins with caps that choose the picture's size. */
  readonly choosesSize: boolean;
  /** Whether it has sinks for all it makes, so that no file sink is attached. */
  readonly endsInSink: boolean;
  /** The whole pipeline, to stand behind the relay's source and a link. */
  arguments(attachments: Attachments): string[];
}

/** Name of the end of what is attached, where a description cannot be linked to it by standing behind it. */
const SOURCE_NAME = 'reelay_source';

const NOTHING_INSPECTED: ElementCatalogue = new Map();

/**
 * Reads `text`. Which pads elements have is looked up in `catalogue`, else taken from their names. Throws PIPELINE_INVALID,
 * naming the element and the place.
 */
export function parseFragment(text: string, catalogue: ElementCatalogue = NOTHING_INSPECTED): Fragment {
  const graph = parseDescription(text);
  const ends = openEnds(graph, catalogue);
  const appsrc = graph.elements.findIndex(({ type }) => type === 'appsrc');
  const head = appsrc < 0 ? headOf(graph, ends.sinks) : appsrcHead(graph, appsrc, ends.sinks);
  const tail = tailOf(graph, ends.sources);
  const source = appsrc < 0 ? undefined : graph.elements[appsrc];
  const name = source === undefined ? SOURCE_NAME : referableName(source.name);
  return {
    graph,
    elements: elementTypes(graph).filter((type) => type !== 'appsrc'),
    appsrc: source && readAppSource(text, source, name),
    beginsWithCaps: graph.leadingCaps !== undefined,
    choosesSize: /\b(?:width|height)\s*=/.test(graph.leadingCaps?.text ?? ''),
    endsInSink: tail === undefined,
    arguments({ converter, file, counter = [] }) {
      const place =
        counter.length === 0 ? undefined : counterPlace(graph, catalogue, appsrc < 0 ? ends.sinks[0] : appsrc);
      const atHead = counter.length > 0 && place === undefined ? counter : [];
      const linked = [converter, atHead].flatMap((part) => (part.length > 0 ? [...part, '!'] : []));
      // The source stands first. A fragment whose head is elsewhere, and all that refer to an appsrc, find its end by name.
      const isInline = source === undefined && head === 0;
      const begin = isInline ? linked : [...linked, 'identity', propertyArgument('name', name)];
      const rest = graph.tokens.flatMap((token, index) => [
        ...(index === head && !isInline ? headArguments(graph, head, name, source) : []),
        ...(source && isPartOf(source, head, token, index) ? [] : tokenArguments(token)),
        ...(index === place ? ['!', ...counter] : []),
        ...(index === tail ? ['!', ...file] : []),
      ]);
      return [...begin, ...rest];
    },
  };
}

/** What stands before a fragment's head, or in an appsrc's place, to link what follows to the end named `name`. */
function headArguments(
  { tokens }: Graph,
  head: number,
  name: string,
  appsrc: GraphElement | undefined,
): readonly string[] {
  if (!appsrc) return [`${name}.`, '!'];
  // The first of all: the end itself stands before it.
  if (head === 0) return [];
  const next = tokens[appsrc.lastToken + 1]?.kind;
  return next === 'link' || next === 'pad' ? [`${name}.`] : [];
}

/** Whether `token` goes away with the appsrc: its properties, and its pad where a name takes its place. */
function isPartOf({ firstToken, lastToken }: GraphElement, head: number, { kind }: Token, index: number): boolean {
  if (index === lastToken + 1) return kind === 'pad' && head > 0;
  return index >= firstToken && index <= lastToken;
}

/** The name of an appsrc; its default where it has none, or one that no reference could contain. */
function referableName(name: string | undefined): string {
  return name !== undefined && /^[A-Za-z0-9_][A-Za-z0-9_%:-]*$/.test(name) ? name : 'appsrc0';
}

/** Index of the token before which the source stands. */
function headOf({ text, elements, leadingCaps }: Graph, sinks: readonly number[]): number {
  const [first, second] = [...(leadingCaps ? [leadingCaps.element] : []), ...sinks].map((index) => elements[index]);
  if (!first)
    throw fault(text, elements[0]?.at ?? 0, 'no element is left that could take the frames: all sink pads are linked');
  if (second)
    throw fault(
      text,
      second.at,
      `nothing is linked to the sink pad of ${titleOf(second)}, nor to that of ${titleOf(first)} at character ${first.at + 1}; the frames go to one`,
    );
  return leadingCaps ? leadingCaps.token : first.firstToken;
}

/** Index of the token of the appsrc. */
function appsrcHead({ text, elements, leadingCaps }: Graph, appsrc: number, sinks: readonly number[]): number {
  const other = elements.find(({ type }, index) => type === 'appsrc' && index !== appsrc);
  if (other) throw fault(text, other.at, 'there is a second "appsrc"; the frames go to one');
  const [open] = sinks.map((index) => elements[index]);
  if (open) throw fault(text, open.at, `nothing is linked to the sink pad of ${titleOf(open)}`);
  if (leadingCaps) throw fault(text, 0, 'caps stand where an element is due, as there is an "appsrc"');
  return elements[appsrc]?.firstToken ?? 0;
}

/** Index of the token behind which the file sink stands; undefined where there is none. */
function tailOf({ text, elements, trailingCaps }: Graph, sources: readonly number[]): number | undefined {
  const [first, second] = [...(trailingCaps ? [trailingCaps.element] : []), ...sources].map((index) => elements[index]);
  if (first && second)
    throw fault(
      text,
      second.at,
      `nothing is linked to the source pad of ${titleOf(second)}, nor to that of ${titleOf(first)} at character ${first.at + 1}; one of them goes to the file`,
    );
  return trailingCaps ? trailingCaps.token : first?.lastToken;
}

function tokenArguments(token: Token): string[] {
  if (token.kind === 'property') return [propertyArgument(token.name, token.value)];
  // gst-launch-1.0 puts a backslash before each space of an argument.
  return token.text.split(/[ \t\n\v\f\r]+/).filter((part) => part !== '');
}
