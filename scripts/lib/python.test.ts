import { expect, test } from 'vitest';
import { pythonHas } from './python.mjs';

test('a module that Python has is found, and one that it has not is missed', async () => {
  expect(await pythonHas('json')).toBe(true);
  expect(await pythonHas('no_module_has_this_name')).toBe(false);
});
