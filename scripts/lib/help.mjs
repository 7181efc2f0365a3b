import { readFileSync } from 'node:fs';
import { root } from './root.mjs';

/**
 * A command's help, read from its source, as it must be there before anything is installed or built.
 * @param {string | undefined} command
 */
export function helpText(command) {
  const file = command === 'render' ? 'relay/render/help.ts' : 'relay/config.ts';
  const source = readFileSync(`${root}${file}`, 'utf8');
  const [, text] = /export const (?:RENDER_)?HELP = `([^`$\\]*)`;/.exec(source) ?? [];
  if (text === undefined) throw new Error(`${file} has no HELP that is one plain template literal.`);
  return text;
}
