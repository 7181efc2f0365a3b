/** Any text is a description or PIPELINE_INVALID; and what is accepted here is accepted by gst-launch-1.0's own parser. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReelayError } from '../../shared/errors.ts';
import { checkElements, missingElement } from './check-elements.ts';
import { inspectElements } from './element-catalogue.ts';
import { type Fragment, parseFragment } from './fragment.ts';
import { readLaunchLine } from './launch-messages.ts';
import { readLines } from './lines.ts';

const CORPUS = new URL('testing/corpus/', import.meta.url);

/** The description of `text`, or undefined where it is refused in the one way there is. */
function tryParse(text: string): Fragment | undefined {
  try {
    return parseFragment(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ReelayError);
    expect(error).toMatchObject({ code: 'PIPELINE_INVALID' });
    return undefined;
  }
}

/** Why gst-launch-1.0 cannot parse `fragment` behind a source; undefined where it can. It is ended as soon as it has said so. */
async function gstLaunchRefusal(fragment: Fragment): Promise<string | undefined> {
  const source = ['fakesrc', 'num-buffers=0', '!'];
  const pipeline = [...source, ...fragment.arguments({ converter: [], file: ['fakesink'] })];
  const child = spawn('gst-launch-1.0', ['--', ...pipeline], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  let refusal: string | undefined = 'it said nothing';
  const read = (line: string): void => {
    const message = readLaunchLine(line);
    if (message?.kind === 'erroneous') refusal = message.cause;
    else if (message?.kind === 'parsed' && refusal === 'it said nothing') refusal = undefined;
    else return;
    child.kill('SIGKILL');
  };
  readLines(child.stdout, read);
  readLines(child.stderr, read);
  await new Promise((resolve) => child.once('close', resolve));
  return refusal;
}

describe.each(readdirSync(CORPUS))('%s', (file) => {
  const text = readFileSync(new URL(file, CORPUS), 'utf8');

  it('is taken or refused as its name says, here and by gst-launch', async () => {
    const fragment = tryParse(text);
    expect(fragment === undefined ? 'refused' : 'accepted').toBe(file.split('-')[0]);
    if (fragment) expect(await gstLaunchRefusal(fragment)).toBeUndefined();
  });
});

it('parses any text or says PIPELINE_INVALID', () => {
  const pieces = fc.constantFrom(
    ...['!', ' ', '"', "'", '\\', '=', ',', '(', ')', '.', ':', ';', '\n', '{', '/', '://', 'é', '\u00a0', '@'],
    ...['a', 'queue', 'appsrc', 'tee name=t', 't.', 'video/x-raw', ',width=(int)5', 'b=1', ' ! ', 'caps=', 'fakesink'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (source) => {
      const made = tryParse(source)?.arguments({ converter: [], file: ['x'] }) ?? [];
      made.forEach((argument) => expect(argument).not.toContain('\0'));
    }),
    { numRuns: 3000 },
  );
});

it('is through with the longest text of any one thing before the test times out', () => {
  for (const piece of [
    '"',
    "'",
    '\\',
    'a=',
    'a="',
    '(',
    'a ',
    'a',
    '!',
    'a ! ',
    'a/b,',
    'a ! b/c,d={',
    't. ! ',
    ' ',
    '\\ ',
  ])
    tryParse(piece.repeat(Math.floor(65_536 / piece.length)));
});

it('accepts nothing that gst-launch refuses', async () => {
  const value = fc.oneof(
    fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '"', "'", '\\', '!', '=', '.', ',', '(', ')'),
      minLength: 1,
      maxLength: 8,
    }),
    fc.constantFrom('true', '4', '"a b"', "'c d'", 'e\\ f', '1.5', '-1'),
  );
  const property = fc.tuple(fc.constantFrom('name', 'silent', 'sync', 'max-size-buffers', 'leaky'), value);
  const element = fc
    .tuple(
      fc.constantFrom('queue', 'identity', 'tee', 'fakesink', 'funnel', 'valve'),
      fc.array(property, { maxLength: 2 }),
    )
    .map(([type, list]) => [type, ...list.map(([name, text]) => `${name}=${text}`)].join(' '));
  const part = fc.oneof(
    { weight: 6, arbitrary: element },
    { weight: 1, arbitrary: fc.tuple(element, element).map(([a, b]) => `( ${a} ! ${b} )`) },
    { weight: 1, arbitrary: fc.constantFrom('queue name=q', 'tee name=t', 'q.', 't.', 't.src_3', 'identity0.') },
    { weight: 1, arbitrary: fc.constantFrom('video/x-raw', 'video/x-raw, width=[1,5]', '"video/x-raw, a=(string)b"') },
  );
  const link = fc.constantFrom(' ! ', ' ! ', ' ! ', ' ', ' : ');
  const text = fc
    .array(fc.tuple(part, link), { minLength: 2, maxLength: 6 })
    .map((parts) => parts.flat().slice(0, -1).join(''));
  const catalogue = await inspectElements(['queue', 'identity', 'tee', 'fakesink', 'funnel', 'valve', 'bin']);
  const accepted = new Set<string>();
  // One seed: what is checked is the same at each run.
  for (const sample of fc.sample(text, { numRuns: 6000, seed: 1 })) {
    try {
      const { graph, elements } = parseFragment(sample, catalogue);
      checkElements(graph, catalogue);
      if (missingElement('', elements, catalogue) === undefined) accepted.add(sample);
    } catch (error) {
      expect(error).toMatchObject({ code: 'PIPELINE_INVALID' });
    }
  }
  const samples = [...accepted].sort((a, b) => b.length - a.length).slice(0, SAMPLES);
  expect(samples.length).toBe(SAMPLES);
  for (const sample of samples) {
    expect(await gstLaunchRefusal(parseFragment(sample, catalogue)), sample).toBeUndefined();
  }
});

/** Enough for every rule of the grammar to take part in several; some 20 ms each. */
const SAMPLES = 60;
