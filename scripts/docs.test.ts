/** What the documentation says against what there is: links, files, error codes, options, presets. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_PRESETS } from '../relay/pipeline/presets.ts';
import { ERRORS } from '../shared/errors.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGES = ['README.md', 'CHANGELOG.md', ...filesIn('docs', /\.md$/), ...filesIn('examples', /\.md$/)];
/** Folders whose files are named by their path from the top. */
const SOURCES = /^(?:web|relay|shared|scripts|tests|examples|docs|bench)\/[\w./-]+\.(?:ts|mjs|js|html|md|json)$/;

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  it('links to pages and headings that exist', () => {
    const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => !/^https?:/.test(link)).filter((link) => !resolves(page, link));
    expect(broken).toEqual([]);
  });

  it('names source files that exist', () => {
    const named = [...text.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name).filter((name) => SOURCES.test(name));
    expect(named.filter((name) => !existsSync(root + name))).toEqual([]);
  });

  it('names error codes that exist', () => {
    const named = [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(ERRORS, name))).toEqual([]);
  });
});

it('docs/ERRORS.md has every error code', () => {
  const codes = [...read('docs/ERRORS.md').matchAll(/^### (\w+)$/gm)].map(([, code]) => code);
  expect(codes).toEqual(Object.keys(ERRORS));
});

describe('docs/RELAY.md', () => {
  const help = execFileSync(process.execPath, [`${root}scripts/start.mjs`, '--help'], { encoding: 'utf8' });

  it('has the text of `npm start -- --help`', () => {
    expect(read('docs/RELAY.md')).toContain(`\`\`\`text\n${help}\`\`\`\n`);
  });

  it.each(PAGES)('explains every option of the relay that %s names', (page) => {
    const named = [...read(page).matchAll(/npm start -- ([^`\n]+)/g)].flatMap(
      ([, line = '']) => line.match(/--[a-z-]+/g) ?? [],
    );
    expect(named.filter((option) => !help.includes(`  ${option} `))).toEqual([]);
  });
});

describe('docs/PRESETS.md', () => {
  const text = read('docs/PRESETS.md');
  const rows = [...text.matchAll(/^\| `([\w-]+)` \|(.+)\|$/gm)].map(([, id, cells = '']) => [
    id,
    ...cells.split('|').map((cell) => cell.trim()),
  ]);

  it('has a row for each built-in preset, as it is', () => {
    const yes = (value: boolean): string => (value ? 'yes' : 'no');
    const expected = BUILT_IN_PRESETS.map(({ id, extension, alpha, lossless, qualities, bitrate, variableRate }) => [
      ...[id, `.${extension}`, yes(alpha), yes(lossless)],
      ...[qualities.join(', '), yes(bitrate), yes(variableRate)],
    ]);
    expect(
      rows
        .filter(([id]) => BUILT_IN_PRESETS.some((preset) => preset.id === id))
        .map((row) => row.filter((_, index) => index !== 1)),
    ).toEqual(expected);
  });

  it.each(BUILT_IN_PRESETS)('has a section about $id, with its elements', ({ id, elements }) => {
    const section = new RegExp(`^### \`${id}\`$([^]*?)(?=^##)`, 'm').exec(`${text}\n##`)?.[1] ?? '';
    expect(elements.filter((element) => !section.includes(`\`${element}\``))).toEqual([]);
    expect(section).not.toBe('');
  });
});

it('comments in sources name pages that exist', () => {
  const sources = ['shared', 'relay', 'web', 'scripts', 'tests', 'bench'].flatMap((folder) =>
    filesIn(folder, /\.(?:ts|mjs)$/),
  );
  const named = sources.flatMap((file) => read(file).match(/\bdocs\/[\w/.-]+\.md\b/g) ?? []);
  expect([...new Set(named)].filter((page) => !existsSync(root + page))).toEqual([]);
});

function filesIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && !/(?:^|\/)node_modules\//.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function read(page: string): string {
  return readFileSync(root + page, 'utf8');
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

function resolves(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(root + target)) return false;
  return heading === undefined || headings(read(target)).includes(heading);
}

/** Anchors as GitHub makes them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}
