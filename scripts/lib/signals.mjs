/** A Ctrl-C comes twice, from the terminal and through npm; a person is slower than this. */
const SAME_REQUEST_MS = 500;

/**
 * Calls `stop` at the first SIGINT or SIGTERM and exits at a later one, which a person sends who does not want to wait. What
 * arrives right after the first belongs to it. Without this, the second copy of one Ctrl-C would end the process before its
 * recordings are finished.
 * @param {(signal: NodeJS.Signals) => void} stop
 */
export function stopOnce(stop) {
  let firstMs = -Infinity;
  /** @param {NodeJS.Signals} signal */
  const handle = (signal) => {
    if (firstMs === -Infinity) {
      firstMs = performance.now();
      stop(signal);
    } else if (performance.now() - firstMs > SAME_REQUEST_MS) {
      process.exit(signal === 'SIGINT' ? 130 : 143);
    }
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}
