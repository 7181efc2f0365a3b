import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { isOwnPage } from './own-page.ts';

function request(host: string, site: string | undefined): IncomingMessage {
  return { headers: { host, ...(site === undefined ? {} : { 'sec-fetch-site': site }) } } as unknown as IncomingMessage;
}

it.each([
  ['localhost:5173', 'same-origin', true],
  ['[::1]:5173', 'same-origin', true],
  ['dev.example:5173', 'same-origin', true],
  ['a.team.example', 'same-origin', true],
  ['team.example', 'same-origin', true],
  // Another port of this machine, another site, a person who types the address, a program.
  ['localhost:5173', 'same-site', false],
  ['localhost:5173', 'cross-site', false],
  ['localhost:5173', 'none', false],
  ['localhost:5173', undefined, false],
  // A name that somebody else pointed here.
  ['evil.example:5173', 'same-origin', false],
  ['ateam.example', 'same-origin', false],
  ['', 'same-origin', false],
])('%s, %s: %s', (host, site, isOwn) => {
  expect(isOwnPage(request(host, site), ['dev.example', '.team.example'])).toBe(isOwn);
});
