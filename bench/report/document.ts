/** Puts the table into a document, between markers. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const BEGIN = '<!-- bench:begin (written by npm run bench) -->';
const END = '<!-- bench:end -->';

/** Replaces what stands between the markers of `path` by `text`. Returns false where there is no such place. */
export function writeBetweenMarkers(path: string, text: string): boolean {
  if (!existsSync(path)) return false;
  const document = readFileSync(path, 'utf8');
  const [head, rest] = document.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined) return false;
  writeFileSync(path, `${head}${BEGIN}\n\n${text}\n\n${END}${tail}`);
  return true;
}
