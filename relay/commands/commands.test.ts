import { expect, it } from 'vitest';
import { UsageError } from '../command.ts';
import { COMMANDS, OVERVIEW } from './table.ts';
import { HELP as SERVE_HELP } from '../config.ts';

const ENTRIES = Object.entries(COMMANDS);

it('the overview names every command, and lines are no longer than a terminal', () => {
  for (const [name] of ENTRIES) expect(OVERVIEW).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  expect(OVERVIEW.split('\n').filter((line) => line.length > 100)).toEqual([]);
});

it.each(ENTRIES)('%s: its help names what it takes, and nothing else', async (name, { load }) => {
  const { help, options } = await load();
  expect(help).toMatch(new RegExp(`^Usage: reelay \\[?${name}`, 'm'));
  expect(help.split('\n').filter((line) => line.length > 100)).toEqual([]);
  const inHelp = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, option]) => option);
  const known = [...Object.keys(options), 'help'];
  expect(inHelp.filter((option) => !known.includes(option ?? ''))).toEqual([]);
  const explained = name === 'doctor' ? SERVE_HELP : '';
  expect(known.filter((option) => !`${help}${explained}`.includes(`--${option} `))).toEqual([]);
});

// `render` tells it itself, as its exit codes are its own.
it.each(ENTRIES.filter(([name]) => name !== 'render'))(
  '%s: says which option is none, and where its help is',
  async (_name, { load }) => {
    const run = (await load()).run(['--no-such-option'], undefined);
    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(/--no-such-option[^]*See: reelay \w+ --help/);
  },
);
