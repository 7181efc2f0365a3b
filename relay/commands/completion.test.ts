/** Completion as bash does it: the script that the command prints, in a real bash. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCommands } from './completion.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { zshScript } from './completion/zsh.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reelay-completion-'));
  await mkdir(path.join(folder, 'my takes'));
  await writeFile(path.join(folder, 'mine.json'), '[]');
  await writeFile(path.join(folder, 'reelay.bash'), bashScript(await describeCommands()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What bash offers for the last of `words`. */
async function offered(...words: string[]): Promise<string[]> {
  const script = `source ./reelay.bash; COMP_WORDS=(reelay "$@"); COMP_CWORD=$#; _reelay; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', ...words], { cwd: folder });
  return stdout.split('\n').filter((line) => line !== '');
}

it('offers commands, and what they take', async () => {
  expect(await offered('')).toEqual(expect.arrayContaining(['serve', 'open', 'doctor', 'presets', 'completion']));
  expect(await offered('com')).toEqual(['completion']);
  expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(await offered('presets', 'webm')).toEqual(['webm', 'webm-vp8']);
});

it("offers a command's own options; those of the relay where none is named", async () => {
  expect(await offered('doctor', '--j')).toEqual(['--json']);
  expect(await offered('serve', '--j')).toEqual([]);
  expect(await offered('--ho')).toEqual(['--host']);
  expect(await offered('--port', '0', '--ho')).toEqual(['--host']);
});

it('offers what an option takes: words, files, folders', async () => {
  expect(await offered('serve', '--encoder', 'x')).toEqual(['x264']);
  expect(await offered('serve', '--encoder', '=', 'v')).toEqual(['va', 'v4l2']);
  expect(await offered('--encoder', '=')).toContain('auto');
  expect((await offered('serve', '--presets', 'm')).toSorted()).toEqual(['mine.json', 'my takes']);
  expect(await offered('serve', '--recordings', '')).toEqual(['my takes']);
  expect(await offered('serve', '--port', '')).toEqual([]);
});

it('tells zsh and fish of every option with words from the help', async () => {
  const commands = await describeCommands();
  const [zsh, fish] = [zshScript(commands), fishScript(commands)];
  for (const { options } of commands) {
    for (const { name, text } of options) {
      expect(text, name).toMatch(/^['\w][^]{3,110}$/);
      expect(zsh).toContain(`--${name}[`);
      expect(fish).toContain(` -l ${name} -d '`);
    }
  }
});
