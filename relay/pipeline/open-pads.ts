/** Which elements of a description still need something before or behind them. */
import type { ElementCatalogue } from './element-catalogue.ts';
import type { PadTemplate } from './element-info.ts';
import type { Graph, GraphElement } from './graph.ts';

export interface OpenEnds {
  /** Indices of the elements that take frames and are given none. */
  readonly sinks: readonly number[];
  /** Indices of the elements that give frames nobody takes. */
  readonly sources: readonly number[];
}

/**
 * The elements with pads that nothing is linked to. An element with several, such as a muxer or `tee`, is open as long as
 * none of them is linked. Elements that are not in `catalogue` are taken for what their names say.
 */
export function openEnds(graph: Graph, catalogue: ElementCatalogue): OpenEnds {
  const { elements, links, leadingCaps, trailingCaps } = graph;
  const fed = new Set([...links.map(({ to }) => to), ...(leadingCaps ? [leadingCaps.element] : [])]);
  const taken = new Set([...links.map(({ from }) => from), ...(trailingCaps ? [trailingCaps.element] : [])]);
  const indices = elements.map((_, index) => index);
  const pads = elements.map((element) => padsOf(element, catalogue));
  const sources = (availability: (pad: PadTemplate) => boolean): number[] =>
    indices.filter(
      (index) => !taken.has(index) && pads[index]?.some((pad) => pad.direction === 'source' && availability(pad)),
    );
  const sure = sources(({ availability }) => availability !== 'sometimes');
  const endsSomewhere = trailingCaps !== undefined || pads.some((list) => !list.some(isSource));
  return {
    sinks: indices.filter((index) => !fed.has(index) && pads[index]?.some((pad) => !isSource(pad))),
    // Pads that may never appear are waited for only where nothing else is to be written.
    sources: sure.length > 0 || endsSomewhere ? sure : sources(() => true),
  };
}

/** Pad templates of `element`. */
export function padsOf({ type, uri }: GraphElement, catalogue: ElementCatalogue): readonly PadTemplate[] {
  const info = uri === undefined ? catalogue.get(type) : undefined;
  if (info) return info.pads;
  const isSourceElement = uri === undefined ? /src\d*$/.test(type) : uri === 'source';
  const isSinkElement = uri === undefined ? /sink\d*$/.test(type) : uri === 'sink';
  return [...(isSourceElement ? [] : [SINK_PAD]), ...(isSinkElement ? [] : [SOURCE_PAD])];
}

/** What most elements have. */
const SINK_PAD: PadTemplate = { name: 'sink', direction: 'sink', availability: 'always' };
const SOURCE_PAD: PadTemplate = { name: 'src', direction: 'source', availability: 'always' };

function isSource({ direction }: PadTemplate): boolean {
  return direction === 'source';
}
