/**
 * Wall clock since `startedMs` (from performance.now()), for people: "0.4 s".
 * @param {number} startedMs
 */
export function secondsSince(startedMs) {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
}
