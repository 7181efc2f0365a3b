import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderServer } from './folder-server.ts';

let place = '';
let server: FolderServer;

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'reelay-folder-'));
  const files: Readonly<Record<string, string>> = {
    'site/a page.html': 'page',
    'site/assets/x.mjs': 'module',
    'site/assets/index.html': 'index',
    'site/.env': 'secret',
    'site/.git/config': 'secret',
    'secret.txt': 'secret',
    'site-other/x.txt': 'secret',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(place, name)), { recursive: true });
    await writeFile(path.join(place, name), text);
  }
  await symlink('../secret.txt', path.join(place, 'site/out.txt'));
  await symlink('..', path.join(place, 'site/up'));
  await symlink('../site-other', path.join(place, 'site/beside'));
  await symlink('.env', path.join(place, 'site/env.txt'));
  await symlink('assets/x.mjs', path.join(place, 'site/within.mjs'));
  server = await FolderServer.start(path.join(place, 'site'));
});

afterAll(async () => {
  await server.close();
  await rm(place, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string | undefined;
}

/** Sends the path as it is: `fetch` would make it a proper one. */
function get(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(server.urlOf(''));
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: target, headers, method }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += String(chunk)));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, type: response.headers['content-type'] }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('the folder of a page', () => {
  it('gives what lies in it, with its type, for this machine alone', async () => {
    expect(server.urlOf('a page.html')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/a%20page\.html$/);
    const { pathname } = new URL(server.urlOf('a page.html'));
    expect(await get(`${pathname}?query`)).toEqual({ status: 200, text: 'page', type: 'text/html; charset=utf-8' });
    expect(await get('/assets/x.mjs')).toMatchObject({ text: 'module', type: 'text/javascript; charset=utf-8' });
    expect(await get('/assets/')).toMatchObject({ text: 'index' });
    expect(await get('/within.mjs')).toMatchObject({ text: 'module' });
  });

  it.each([
    ['/../secret.txt', 404],
    ['/%2e%2e/secret.txt', 404],
    ['/assets/../../secret.txt', 404],
    ['/assets%2f..%2f..%2fsecret.txt', 404],
    ['/..%5csecret.txt', 404],
    ['/.env', 404],
    ['/%2eenv', 404],
    ['/.git/config', 404],
    ['/env.txt', 404],
    ['/out.txt', 404],
    ['/up/secret.txt', 404],
    ['/beside/x.txt', 404],
    ['//etc/passwd', 404],
    ['/%00', 404],
    ['/%', 404],
    ['/nothing', 404],
    ['/assets', 404],
    ['http://elsewhere/a', 404],
  ])('gives nothing for %s', async (target, status) => {
    const answer = await get(target);
    expect(answer).toMatchObject({ status, text: '' });
  });

  it('answers to its own address, and reads only', async () => {
    expect(await get('/assets/', { Host: 'attacker.example' })).toMatchObject({ status: 403, text: '' });
    expect(await get('/assets/', {}, 'POST')).toMatchObject({ status: 405, text: '' });
  });
});
