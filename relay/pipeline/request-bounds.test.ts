/** What a page may ask for at the most and at the least, against what the installed elements take. */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MAX_BITRATE, MAX_RATE, MAX_RATE_PART, MIN_BITRATE } from '../../shared/wire/limits.ts';
import { MODES } from '../../shared/wire/messages.ts';
import { checkElements } from './check-elements.ts';
import { inspectElements } from './element-catalogue.ts';
import { elementTypes } from './graph.ts';
import { parseDescription } from './parse.ts';
import { planPipeline } from './plan.ts';
import { inspectGStreamer } from './preflight.ts';
import { BUILT_IN_PRESETS } from './presets.ts';
import { record, request } from './testing/record.ts';

const RATES = [
  [MAX_RATE, 1],
  [1, MAX_RATE_PART],
  [MAX_RATE_PART, MAX_RATE_PART - 1],
] as const;
const SIZES = [
  { width: 1, height: 1 },
  { width: 8191, height: 4319 },
];

it.each(BUILT_IN_PRESETS)('nothing a page may ask of $id is beyond what its elements take', async (preset) => {
  const installed = await inspectGStreamer();
  const bitrates = preset.bitrate ? [undefined, MIN_BITRATE, MAX_BITRATE] : [undefined];
  const asked = MODES.flatMap((mode) =>
    preset.qualities.flatMap((quality) =>
      RATES.flatMap((rate) =>
        SIZES.flatMap((size) => bitrates.map((bitrate) => ({ mode, quality, rate, bitrate, ...size }))),
      ),
    ),
  );
  const graphs = asked.map((fields) => {
    const plan = planPipeline(request({ preset: preset.id, ...fields }), BUILT_IN_PRESETS, installed);
    return parseDescription(plan.arguments('take.part').join(' '));
  });
  const catalogue = await inspectElements([...new Set(graphs.flatMap(elementTypes))]);
  expect(catalogue.size).toBeGreaterThan(preset.elements.length);
  for (const graph of graphs) checkElements(graph, catalogue);
});

it('H.265 has the bitrate it was asked for, also beyond what x265enc takes as a property', async () => {
  const [width, height] = [320, 240];
  const frames = Array.from({ length: 15 }, () => ({ pixels: randomBytes(width * height * 4), width, height }));
  const sizeAt = async (bitrate: number): Promise<number> =>
    statSync((await record({ preset: 'mp4-h265', width, height, bitrate }, frames)).path).size;
  expect(await sizeAt(200_000_000)).toBeGreaterThan(2 * (await sizeAt(2_000_000)));
});
