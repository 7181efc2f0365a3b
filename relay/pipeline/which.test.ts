import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from './testing/record.ts';
import { which } from './which.ts';

it('finds the first on the path that can be run: no folder, no plain file', () => {
  const [folders, files, programs] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
  mkdirSync(join(folders, 'tool'));
  writeFileSync(join(files, 'tool'), '');
  chmodSync(join(files, 'tool'), 0o644);
  writeFileSync(join(programs, 'tool'), '');
  chmodSync(join(programs, 'tool'), 0o755);
  expect(which('tool', ['', folders, files, programs].join(delimiter))).toBe(join(programs, 'tool'));
  expect(which('tool', files)).toBeUndefined();
  expect(which('tool', '')).toBeUndefined();
});
