import { expect, it } from 'vitest';
import { errorsPage } from './errors-page.mjs';

const SOURCE = `export const ERRORS = {
  // Reaching the relay
  TOKEN_INVALID: {
  },
  HOST_FORBIDDEN: {
  },
`;

it('lists every entry under its heading, with codes where there are any', () => {
  const page = errorsPage(
    {
      TOKEN_INVALID: { message: 'The token is wrong.', remedy: 'Pass `a_token` <here>.', http: 401, close: 4401 },
      HOST_FORBIDDEN: { message: 'Not {host}.', remedy: '{remedy}' },
    },
    SOURCE,
  );
  expect(page).toContain('## Reaching the relay\n\n### TOKEN_INVALID\n\n**What happened:** The token is wrong.\n');
  expect(page).toContain('**What to do:** Pass `a_token` \\<here>.\n\n*HTTP 401, close code 4401*\n');
  expect(page).toMatch(
    /### HOST_FORBIDDEN\n\n\*\*What happened:\*\* Not \{host\}\.\n\n\*\*What to do:\*\* It depends on .*\n$/,
  );
});
