import { expect, test } from 'vitest';
import { frameAddress, nameOf, pageNamed } from './choice.ts';

const PAGES = [{ path: 'sub/spin.html', url: 'http://127.0.0.1:4000/sub/spin.html', file: '/home/me/sub/spin.html' }];

test.each([
  ['https://example.org/a?b=1', { kind: 'url', url: 'https://example.org/a?b=1' }],
  [' example.org/a ', { kind: 'url', url: 'https://example.org/a' }],
  ['localhost:3000', { kind: 'url', url: 'http://localhost:3000/' }],
  ['sub/spin.html', { kind: 'local', path: 'sub/spin.html' }],
])('%j is a page', (text, page) => expect(pageNamed(text, PAGES)).toEqual(page));

test.each(['', 'spin', '../spin.html', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x'])(
  '%j is none',
  (text) => expect(pageNamed(text, PAGES)).toBeUndefined(),
);

test('a page of the studio itself is not framed', () => {
  const page = { kind: 'url', url: 'http://127.0.0.1:8787/?token=x' } as const;
  expect(frameAddress(page, PAGES, 'http://127.0.0.1:8787')).toBeUndefined();
  expect(frameAddress({ kind: 'local', path: 'sub/spin.html' }, PAGES, 'http://127.0.0.1:8787')).toBe(PAGES[0]?.url);
});

test('recordings are called by their pages', () => {
  expect(nameOf({ kind: 'local', path: 'sub/spin.html' })).toBe('spin');
  expect(nameOf({ kind: 'url', url: 'https://example.org/a' })).toBe('example.org');
});
