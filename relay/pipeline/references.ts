/** Resolves the names that links refer to. */
import { fault } from './description.ts';
import type { GraphElement, GraphLink } from './graph.ts';

/** One end of a link, as written. */
export interface End {
  /** Index of the element, where it stands there itself. */
  readonly element: number | undefined;
  /** Its name, where it is referred to. */
  readonly name: string | undefined;
  readonly isReference: boolean;
  /** Place in the description, characters. */
  readonly at: number;
  readonly pads: readonly string[];
}

export interface OpenLink {
  readonly from: End;
  readonly to: End;
  /** Place in the description, characters. */
  readonly at: number;
}

/**
 * `links` with each name replaced by its element, and what does so for one end. Throws PIPELINE_INVALID for a name nobody
 * has, or two have.
 */
export function resolveLinks(
  text: string,
  elements: readonly GraphElement[],
  links: readonly OpenLink[],
): { readonly links: readonly GraphLink[]; readonly resolve: (end: End) => number } {
  const names = namesOf(text, elements);
  const resolve = ({ element, name = '', at }: End): number => {
    const index = element ?? names.get(name);
    if (index === undefined) throw fault(text, at, `there is no element named "${name}"`);
    return index;
  };
  const resolved = links.map(({ from, to, at }) => ({
    ...{ from: resolve(from), to: resolve(to), at },
    ...{ fromPads: from.pads, toPads: to.pads },
  }));
  return { links: resolved, resolve };
}

/** Elements by name: the names given, then the names GStreamer gives (`queue0`, `queue1`) where they are free. */
function namesOf(text: string, elements: readonly GraphElement[]): Map<string, number> {
  const names = new Map<string, number>();
  elements.forEach(({ name, at }, index) => {
    if (name === undefined) return;
    if (names.has(name)) throw fault(text, at, `another element has the name "${name}"`);
    names.set(name, index);
  });
  const counts = new Map<string, number>();
  elements.forEach(({ type, name, uri }, index) => {
    if (name !== undefined || uri !== undefined) return;
    const count = counts.get(type) ?? 0;
    counts.set(type, count + 1);
    if (!names.has(`${type}${count}`)) names.set(`${type}${count}`, index);
  });
  return names;
}
