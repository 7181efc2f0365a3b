/** What must be undone however the bench ends, a signal included. */

const actions = new Set<() => void>();

/** Has `action`, which must be synchronous, run when the bench ends; returns what takes that back. */
export function atExit(action: () => void): () => void {
  actions.add(action);
  return () => actions.delete(action);
}

process.once('exit', () => {
  for (const action of actions) {
    try {
      action();
    } catch {
      // What it was to end is gone already.
    }
  }
});
// Without a listener a signal ends the process at once, and 'exit' is never told.
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const) {
  process.once(signal, () => process.exit(128 + number));
}
