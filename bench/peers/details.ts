/** What every row of the table tells besides its value. */
import type { Usage } from '../lib/meter.ts';

const MS_PER_SECOND = 1000;
const BYTES_PER_MB = 1e6;

/** CPU of everything that took part, and the most that all of it held at once. */
export function usageDetails(usage: Usage, frames: number): Record<string, number> {
  return {
    'CPU, ms/frame': (cpuSeconds(usage) * MS_PER_SECOND) / frames,
    'memory, MB': (usage.heldBytes ?? 0) / BYTES_PER_MB,
  };
}

/** CPU of the whole process tree, seconds. */
export function cpuSeconds({ chromium, node, child }: Usage): number {
  return [chromium, node, child].reduce((sum, used) => sum + (used?.cpuSeconds ?? 0), 0);
}
