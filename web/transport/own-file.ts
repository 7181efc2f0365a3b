/** A file in the page's origin-private file system that is gone when it is needed no longer, whatever becomes of the page. */
import { holdLock } from './lock.ts';

/** Of the File System standard, as workers have it; the DOM's types leave it out. */
interface SyncAccessHandle {
  read(target: Uint8Array, options: { at: number }): number;
  write(source: Uint8Array, options: { at: number }): number;
  truncate(bytes: number): void;
  close(): void;
}

declare global {
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<SyncAccessHandle>;
  }
}

const FOLDER = 'reelay-frames';
/** With the file's name: a Web Lock that is held as long as the file is used. */
const LOCK = 'reelay-frames/';

export interface OwnFile {
  readonly handle: SyncAccessHandle;
  /** Closes and removes it. Idempotent; never rejects. */
  remove(): Promise<void>;
}

/** Makes an empty file; removes those of pages that ended before they could. Rejects where the browser has no such files. */
export async function takeOwnFile(): Promise<OwnFile> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const name = crypto.randomUUID();
  const release = await holdLock(LOCK + name);
  let handle: SyncAccessHandle | undefined;
  let removed: Promise<void> | undefined;
  const remove = async (): Promise<void> => {
    handle?.close();
    await folder.removeEntry(name).catch(() => undefined);
    release();
  };
  try {
    const file = await folder.getFileHandle(name, { create: true });
    handle = await file.createSyncAccessHandle();
  } catch (error) {
    await remove();
    throw error;
  }
  void removeStale(folder).catch(() => undefined);
  return { handle, remove: () => (removed ??= remove()) };
}

async function removeStale(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of folder.keys()) {
    await navigator.locks.request(LOCK + name, { ifAvailable: true }, async (lock) => {
      if (lock) await folder.removeEntry(name).catch(() => undefined);
    });
  }
}
