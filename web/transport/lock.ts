/** Locks that tell others whether a worker still lives: the browser lets go of them when it ends. */

/** Resolves when `lock` is held, with what lets go of it. Rejects where the page may hold none. */
export function holdLock(lock: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = (): Promise<void> => new Promise((release) => resolve(release));
    navigator.locks.request(lock, held).catch(reject);
  });
}
