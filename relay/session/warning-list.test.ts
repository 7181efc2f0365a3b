import { expect, it } from 'vitest';
import { MAX_WARNING_LENGTH } from '../../shared/wire/limits.ts';
import { WarningList } from './warning-list.ts';

it('a warning that comes with every frame is one, and the newest about its subject is the one that stays', () => {
  const list = new WarningList();
  const news: string[] = [];
  list.add('before anyone listened');
  list.listen((warning) => news.push(warning));
  for (let frame = 1; frame <= 1000; frame++) {
    list.add('the same each time');
    list.add(`${frame} frames were late`, 'late');
  }
  expect(list.texts).toEqual(['before anyone listened', 'the same each time', '1000 frames were late']);
  expect(news).toEqual(['the same each time', '1 frames were late']);
});

it('neither many warnings nor long ones take more room than a message has', () => {
  const list = new WarningList();
  for (let index = 0; index < 1000; index++) list.add(`${index} ${'x'.repeat(5000)}`);
  expect(list.texts).toHaveLength(100);
  expect(Math.max(...list.texts.map(({ length }) => length))).toBe(MAX_WARNING_LENGTH);
});
