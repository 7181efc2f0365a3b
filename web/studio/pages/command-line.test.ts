import { expect, test } from 'vitest';
import { commandLines } from './command-line.ts';

const REQUEST = {
  page: { kind: 'url', url: 'https://example.org/?a=1&b=2' },
  mode: 'offline',
  rate: [60, 1],
  frames: 300,
  size: { width: 1280, height: 720 },
  quality: 'standard',
  name: 'My page',
} as const;
const MP4 = { id: 'mp4', extension: 'mp4' };

test('the command names all that the studio asks for', () => {
  expect(commandLines(REQUEST, [MP4, { id: 'webm', extension: 'webm' }], [])).toEqual([
    "npx reelay render 'https://example.org/?a=1&b=2' -o My-page.mp4 -o My-page.webm --preset mp4 --preset webm " +
      '--fps 60 --frames 300 --size 1280x720 --ignore-errors',
  ]);
});

test('a page of a folder is named by its file, whatever that is called', () => {
  const pages = [{ path: 'a.html', url: 'http://127.0.0.1:1/a.html', file: "/home/me/it's/a.html" }];
  const request = { ...REQUEST, page: { kind: 'local', path: 'a.html' }, mode: 'realtime', quality: 'high' } as const;
  expect(commandLines({ ...request, rate: [30_000, 1001] }, [MP4], pages)).toEqual([
    "npx reelay render '/home/me/it'\\''s/a.html' -o My-page.mp4 --preset mp4 --fps 30000/1001 --frames 300 " +
      '--size 1280x720 --quality high --realtime --ignore-errors',
  ]);
});

test('two files of one ending take two commands, and have two names', () => {
  const lines = commandLines(REQUEST, [MP4, { id: 'mp4-h265', extension: 'mp4' }], []);
  expect(lines.map((line) => / -o \S+ --preset \S+/.exec(line)?.[0])).toEqual([
    ' -o My-page-mp4.mp4 --preset mp4',
    ' -o My-page-mp4-h265.mp4 --preset mp4-h265',
  ]);
});
