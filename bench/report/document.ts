/** Puts the table into a document, between markers. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Replaces what stands between the markers of npm script `script` in `path` by `text`. Returns false where there are none. */
export function writeBetweenMarkers(path: string, script: string, text: string): boolean {
  if (!existsSync(path)) return false;
  const begin = `<!-- ${script}:begin (written by npm run ${script}) -->`;
  const end = `<!-- ${script}:end -->`;
  const document = readFileSync(path, 'utf8');
  const [head, rest] = document.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) return false;
  writeFileSync(path, `${head}${begin}\n\n${text}\n\n${end}${tail}`);
  return true;
}
