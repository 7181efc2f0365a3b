import { expect, it } from 'vitest';
import { linkTo, openedIn } from './view.ts';

it('finds the recording that a link names', () => {
  for (const id of ['20261120-abc', 'a b/c#d', 'ä']) expect(openedIn(linkTo(id))).toBe(id);
});

it('finds none elsewhere', () => {
  for (const hash of ['', '#', '#/recordings/', '#/other/1', '#/recordings/%E0%A4%A'])
    expect(openedIn(hash)).toBeUndefined();
});
