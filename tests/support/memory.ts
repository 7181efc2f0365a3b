/** Memory of a recording's processes over time: the page's browser, the relay, the pipeline. */
import type { Browser } from '@playwright/test';
import { residentBytes } from './processes.ts';

/** Bytes in RAM by process. */
export type Memory = Readonly<Record<string, number>>;

/** Takes the memory of `processes` (ids by name) and of all of `browser`'s own. */
export async function measureMemory(browser: Browser, processes: Readonly<Record<string, number>>): Promise<Memory> {
  const session = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const named = await Promise.all(
      Object.entries(processes).map(async ([name, pid]) => [name, await residentBytes(pid)] as const),
    );
    const rendering = await Promise.all(renderers.map((pid) => residentBytes(pid).catch(() => 0)));
    return { ...Object.fromEntries(named), page: rendering.reduce((sum, bytes) => sum + bytes, 0) };
  } finally {
    await session.detach();
  }
}

/** By how much each process grew from the first measurement to the largest after it, bytes. */
export function growth([first, ...later]: readonly Memory[]): Memory {
  return Object.fromEntries(
    Object.entries(first ?? {}).map(([name, bytes]) => [
      name,
      Math.max(0, ...later.map((memory) => (memory[name] ?? 0) - bytes)),
    ]),
  );
}
