import { expect, it } from 'vitest';
import { deskRequest } from './desk-request.ts';

const GOOD = {
  page: { kind: 'url', url: 'https://example.org/a b' },
  ...{ mode: 'offline', presets: ['mp4'], rate: [60_000, 1001], frames: 10 },
  ...{ size: { width: 640, height: 360 }, quality: 'standard', name: 'x' },
};

it('takes what the studio asks for, the address as a browser writes it', () => {
  expect(deskRequest(GOOD, 'request')).toEqual({ ...GOOD, page: { kind: 'url', url: 'https://example.org/a%20b' } });
});

it.each([
  [{ page: { kind: 'url', url: 'file:///etc/passwd' } }, 'page.url'],
  [{ page: { kind: 'url', url: 'javascript:alert(1)' } }, 'page.url'],
  [{ page: { kind: 'url', url: `https://example.org/${'a'.repeat(4000)}` } }, 'page.url'],
  [{ page: { kind: 'local' } }, 'page.path'],
  [{ page: { kind: 'scene', url: 'https://example.org' } }, 'page.kind'],
  [{ page: 'https://example.org' }, 'page'],
  [{ rate: [60] }, 'rate'],
  [{ rate: [5000, 1] }, 'rate'],
  [{ frames: 216_001 }, 'frames'],
  [{ size: { width: 0, height: 1 } }, 'size.width'],
  [{ setup: '/etc/passwd' }, 'setup'],
  [{ headers: [] }, 'headers'],
])('refuses %j', (change, place) => {
  expect(() => deskRequest({ ...GOOD, ...change }, 'request')).toThrow(place);
});
