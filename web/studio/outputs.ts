/** Several files of one recording. */
import type { Sidecar } from './api.ts';

/** A recording with all its files. */
export interface RecordingEntry {
  /** The file that stands for it: the first that is complete, else the first there is. */
  readonly shown: Sidecar;
  /** At least one. */
  readonly outputs: readonly Sidecar[];
}

/** The recordings that `files` belong to, in their order. */
export function entriesOf(files: readonly Sidecar[]): readonly RecordingEntry[] {
  const groups = new Map<string, Sidecar[]>();
  for (const file of files) {
    const key = file.group ?? file.id;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()].map((group) => {
    const outputs = group.sort(inOrder);
    return { outputs, shown: outputs.find(isComplete) ?? outputs.find(hasFile) ?? (outputs[0] as Sidecar) };
  });
}

/** All files of the recording that `file` belongs to, itself included. */
export function outputsOf(file: Sidecar, files: readonly Sidecar[]): readonly Sidecar[] {
  const { group } = file;
  if (group === undefined) return [file];
  const others = files.filter((other) => other.group === group && other.id !== file.id);
  return [...others, file].sort(inOrder);
}

/** Whether it is a folder of pictures, of which the first is shown. */
export function isPictures({ archive, mime }: Sidecar): boolean {
  return archive !== undefined && mime.startsWith('image/');
}

/** Name under which the browser saves it. */
export function downloadName({ file, archive }: Sidecar): string {
  return archive === undefined ? file : `${file}.tar`;
}

/** The first that was asked for gave the group its name; the others by their names. */
function inOrder(a: Sidecar, b: Sidecar): number {
  return Number(b.id === b.group) - Number(a.id === a.group) || a.file.localeCompare(b.file);
}

function isComplete(file: Sidecar): boolean {
  return hasFile(file) && file.error === undefined;
}

function hasFile({ state }: Sidecar): boolean {
  return state === 'finished';
}
