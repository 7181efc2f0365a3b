/** docs/PROTOCOL.md, and those who cite it: its rules are counted without gaps, and each is proven by a test that names it. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const rules = [...read('docs/PROTOCOL.md').matchAll(/^\*\*(\d+)\. /gm)].map(([, number]) => Number(number));

/** Numbers in `rule 5`, `rules 5, 7`, `rules 14 to 19` and `(rules 5,7)`. */
function citations(text: string): number[] {
  return [...text.matchAll(/\brules? ((?:\d+(?:, | and | to |,)?)+)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/(\d+) to (\d+)|(\d+)/g)].flatMap(([, from, to, single]) => {
      const first = Number(single ?? from);
      const last = Number(single ?? to);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    }),
  );
}

function filesOf(folders: readonly string[], pattern: RegExp): string[] {
  return folders.flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
      .filter((name) => pattern.test(name))
      .map((name) => `${folder}/${name}`),
  );
}

it('counts its rules from 1 without gaps', () => {
  expect(rules).toEqual(rules.map((_, index) => index + 1));
  expect(rules.length).toBeGreaterThan(30);
});

it('is cited only by rules it has', () => {
  const sources = [
    ...filesOf(['shared', 'relay/server', 'relay/session', 'relay/transport', 'web/transport'], /\.ts$/),
    'docs/PROTOCOL.md',
  ];
  const unknown = sources.flatMap((source) =>
    citations(read(source))
      .filter((number) => !rules.includes(number))
      .map((number) => `${source}: rule ${number}`),
  );
  expect(unknown).toEqual([]);
});

it('has a test for each rule', () => {
  const tests = filesOf(['shared', 'relay'], /\.test\.ts$/).map(read);
  const vectors = JSON.parse(read('shared/wire/vectors.json')) as Record<string, { readonly rules: number[] }[]>;
  const cited = new Set([
    ...tests.flatMap(citations),
    ...Object.values(vectors)
      .flat()
      .flatMap(({ rules: proven }) => proven),
  ]);
  expect(rules.filter((rule) => !cited.has(rule))).toEqual([]);
});
