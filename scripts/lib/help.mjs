import { readFileSync } from 'node:fs';
import { root } from './root.mjs';

/** The relay's help, read from its source, as it must be there before anything is installed or built. */
export function helpText() {
  const source = readFileSync(`${root}relay/config.ts`, 'utf8');
  const [, text] = /export const HELP = `([^`$\\]*)`;/.exec(source) ?? [];
  if (text === undefined) throw new Error('relay/config.ts has no HELP that is one plain template literal.');
  return text;
}
