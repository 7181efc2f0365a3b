/** Holds a description against what the installed GStreamer says of its elements. */
import { ReelayError } from '../../shared/errors.ts';
import { fault, type PropertyToken } from './description.ts';
import type { ElementCatalogue } from './element-catalogue.ts';
import type { ElementInfo, PadTemplate } from './element-info.ts';
import { binType, type Graph, titleOf } from './graph.ts';
import { nearest } from './nearest.ts';
import { padsOf } from './open-pads.ts';
import { installCommand, packageOf } from './packages.ts';
import { valueProblem } from './property-values.ts';

/** Throws PIPELINE_INVALID for the first property, value or pad that an element does not have. Missing elements are passed over. */
export function checkElements(graph: Graph, catalogue: ElementCatalogue): void {
  for (const element of graph.elements) {
    const info = element.uri === undefined ? catalogue.get(element.type) : undefined;
    if (!info) continue;
    for (const property of element.properties) checkProperty(graph.text, element.type, property, info);
  }
  for (const token of graph.tokens) {
    const info = catalogue.get(binType(token) ?? '');
    if (info && !info.klass.includes('Bin'))
      throw fault(graph.text, token.at, `"${binType(token)}" is no bin: nothing can be put into it`);
  }
  checkPads(graph, catalogue);
}

/** ELEMENT_MISSING for the first element of `types` that is not in `catalogue`, with the command that installs all that are not. */
export function missingElement(
  user: string,
  types: readonly string[],
  has: { has(type: string): boolean },
): ReelayError | undefined {
  const missing = types.filter((type) => !has.has(type));
  const [element] = missing;
  if (element === undefined) return undefined;
  const details = { user, element, package: packageOf(element), command: installCommand(missing) };
  return new ReelayError('ELEMENT_MISSING', details);
}

function checkProperty(text: string, type: string, { name, value, at }: PropertyToken, info: ElementInfo): void {
  // A property of a child, or of a pad: which there are is known only when the pipeline runs.
  if (name.includes('::')) return;
  const key = name.replaceAll('_', '-');
  const property = info.properties.get(key) ?? info.properties.get(name);
  if (!property) {
    const near = nearest(name, info.properties.keys());
    const hint = near.length === 0 ? '' : `; near to it: ${near.join(', ')}`;
    throw fault(text, at, `"${type}" has no property "${name}"${hint}`);
  }
  if (!property.writable) throw fault(text, at, `the property "${name}" of "${type}" can only be read`);
  const problem = valueProblem(property.type, value);
  if (problem !== undefined)
    throw fault(text, at, `the property "${name}" of "${type}" cannot be ${JSON.stringify(value)}: ${problem}`);
}

/** Named pads must be among the templates, and no element may be linked more often than it has pads. */
function checkPads(graph: Graph, catalogue: ElementCatalogue): void {
  graph.elements.forEach((element, index) => {
    if (element.uri === undefined && !catalogue.has(element.type)) return;
    const pads = padsOf(element, catalogue);
    for (const direction of ['sink', 'source'] as const) {
      const own = pads.filter((pad) => pad.direction === direction);
      // Pads on request, and those that appear while it runs, are as many as are linked.
      let left = own.every(({ availability }) => availability === 'always') ? own.length : Infinity;
      for (const { at, pads: named } of linksAt(graph, index, direction)) {
        const unknown = named.find((name) => !own.some((pad) => fits(pad, name)));
        left -= Math.max(1, named.length);
        if (unknown === undefined && left >= 0) continue;
        const what = unknown === undefined ? `${direction} pad left to link` : `${direction} pad "${unknown}"`;
        throw fault(graph.text, at, `${titleOf(element)} has no ${what} (${listed(own)})`);
      }
    }
  });
}

/** The links to, or from, an element, those with loose caps included. */
function linksAt(
  { tokens, links, leadingCaps, trailingCaps }: Graph,
  index: number,
  direction: 'sink' | 'source',
): { readonly at: number; readonly pads: readonly string[] }[] {
  const isSink = direction === 'sink';
  const loose = isSink ? leadingCaps : trailingCaps;
  return [
    ...links
      .filter(({ from, to }) => (isSink ? to : from) === index)
      .map(({ at, fromPads, toPads }) => ({ at, pads: isSink ? toPads : fromPads })),
    ...(loose?.element === index ? [{ at: tokens[loose.token]?.at ?? 0, pads: [] }] : []),
  ];
}

function listed(pads: readonly PadTemplate[]): string {
  return pads.length === 0 ? 'it has none' : `it has ${pads.map(({ name }) => name).join(', ')}`;
}

/** Whether a pad of this name can come of the template: `video_0` of `video_%u`, or the template's own name. */
function fits({ name: template }: PadTemplate, name: string): boolean {
  if (template === name) return true;
  const pattern = template
    .split(/%[udsx]/)
    .map((part) => part.replaceAll(/[^A-Za-z0-9_]/g, '\\$&'))
    .join('.+');
  return template.includes('%') && new RegExp(`^${pattern}$`).test(name);
}
