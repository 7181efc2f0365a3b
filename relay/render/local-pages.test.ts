import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../pipeline/testing/record.ts';
import { LocalPages } from './local-pages.ts';

it('has the pages of its folder, and leads to nothing else', async () => {
  const folder = temporaryDirectory();
  const outside = temporaryDirectory();
  for (const name of ['sub/deep', '.git', 'node_modules/x']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const name of ['b.html', 'sub/deep/a b.htm', '.git/hidden.html', 'node_modules/x/y.html', 'sub/data.json'])
    writeFileSync(path.join(folder, name), '<title>x</title>');
  writeFileSync(path.join(outside, 'secret.html'), 'secret');
  symlinkSync(path.join(outside, 'secret.html'), path.join(folder, 'link.html'));
  symlinkSync(outside, path.join(folder, 'out'));
  const pages = await LocalPages.open(folder);
  onTestFinished(() => pages.close());
  expect(await pages.list()).toEqual(['b.html', 'sub/deep/a b.htm']);
  const described = await pages.describe();
  expect(described[1]).toEqual({
    path: 'sub/deep/a b.htm',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sub\/deep\/a%20b\.htm$/),
    file: path.join(folder, 'sub/deep/a b.htm'),
  });
  for (const { url } of described) {
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(new URL('/out/secret.html', url))).status).toBe(404);
  }
  for (const given of ['../secret.html', 'link.html', '.git/hidden.html', path.join(folder, 'b.html'), ''])
    expect(await pages.urlOf(given)).toBeUndefined();
});

it('says that there is no such folder', async () => {
  await expect(LocalPages.open('/nowhere/at/all')).rejects.toThrow('--pages: ');
});
