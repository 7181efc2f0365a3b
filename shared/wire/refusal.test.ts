import { expect, test } from 'vitest';
import { refusalIn } from './refusal.ts';

test("a relay's refusal is the error that it names (rule 2)", () => {
  const error = { code: 'TOKEN_INVALID', message: 'what happened', remedy: 'what to do' };
  expect(refusalIn({ error })).toMatchObject(error);
});

test.each([
  undefined,
  null,
  'no',
  {},
  { error: 'no' },
  { error: { code: 'NOT_OURS' } },
  { error: { code: 'toString' } },
])('the answer of anything else is none: %j', (answer) => expect(refusalIn(answer)).toBeUndefined());
