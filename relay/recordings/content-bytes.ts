/** How large recordings on disk are: files, and folders of files. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Sizes of files, by folder: of those whose successor is there, which are written no more. */
const settled = new Map<string, Map<string, number>>();

/** Bytes in the file or the folder at `place`; 0 where there is none. Of a folder that grows only the new files are asked for. */
export async function contentBytes(place: string): Promise<number> {
  const found = await stat(place).catch(() => undefined);
  if (!found) {
    settled.delete(place);
    return 0;
  }
  if (!found.isDirectory()) return found.size;
  const known = settled.get(place) ?? new Map<string, number>();
  settled.set(place, known);
  const names = (await readdir(place).catch(() => [] as string[])).sort();
  let bytes = 0;
  for (const [index, name] of names.entries()) {
    const size = known.get(name) ?? (await fileBytes(path.join(place, name)));
    if (path.extname(name) === path.extname(names[index + 1] ?? '')) known.set(name, size);
    bytes += size;
  }
  return bytes;
}

/** Forgets what is known of the folder at `place`, which is finished or gone. */
export function forgetContent(place: string): void {
  settled.delete(place);
}

function fileBytes(place: string): Promise<number> {
  return stat(place).then(
    ({ size }) => size,
    () => 0,
  );
}
