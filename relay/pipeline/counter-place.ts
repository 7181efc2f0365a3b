/** Finds where the frames of a description are counted. */
import type { ElementCatalogue } from './element-catalogue.ts';
import type { Graph } from './graph.ts';
import { padsOf } from './open-pads.ts';

/**
 * Index of the token behind which frames are counted: the last of the element before the muxer, the sink or the fork that
 * frames from `head` come to. Undefined where that is the head itself, or where nothing can be put in by standing there.
 */
export function counterPlace(
  { tokens, elements, links }: Graph,
  catalogue: ElementCatalogue,
  head: number | undefined,
): number | undefined {
  let place: number | undefined;
  const seen = new Set<number>();
  for (let current = head; current !== undefined && !seen.has(current); ) {
    seen.add(current);
    const element = elements[current];
    if (!element) break;
    const isMuxer = catalogue.get(element.type)?.klass.includes('Mux') ?? /mux\d*$/.test(element.type);
    const givesFrames = padsOf(element, catalogue).some(({ direction }) => direction === 'source');
    const onward = links.filter(({ from }) => from === current);
    if (isMuxer || !givesFrames || onward.length > 1 || element.type === 'tee') break;
    const next = tokens[element.lastToken + 1];
    const canFollow = next === undefined || (next.kind === 'link' && next.text === '!');
    // An appsrc goes away, and what stands in its place is counted behind anyway.
    place = canFollow && element.type !== 'appsrc' ? element.lastToken : undefined;
    current = onward[0]?.to;
  }
  return place;
}
