/** Asks gst-inspect-1.0 for elements, each once in the life of the process. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type ElementInfo, readElementInfo } from './element-info.ts';
import { INSPECT_TOOL } from './packages.ts';

/** Elements by name; those that are not installed are not in it. */
export type ElementCatalogue = ReadonlyMap<string, ElementInfo>;

/** One report takes some 10 ms; the first on a machine loads every plugin. */
const REPORT_TIMEOUT_MS = 120_000;
const MAX_REPORT_BYTES = 4 * 1024 * 1024;
/** Reports that are asked for at the same time. */
const MAX_TOGETHER = 4;

const run = promisify(execFile);
const known = new Map<string, Promise<ElementInfo | undefined>>();

/** What is known of the elements `names`. An element that is missing is asked for again the next time. */
export async function inspectElements(
  names: Iterable<string>,
  { inspect = INSPECT_TOOL }: { readonly inspect?: string } = {},
): Promise<ElementCatalogue> {
  const catalogue = new Map<string, ElementInfo>();
  const waiting = [...new Set(names)];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const info = await inspectElement(inspect, name);
      if (info) catalogue.set(name, info);
    }
  };
  await Promise.all(Array.from({ length: MAX_TOGETHER }, work));
  return catalogue;
}

function inspectElement(inspect: string, name: string): Promise<ElementInfo | undefined> {
  const key = JSON.stringify([inspect, name]);
  let answer = known.get(key);
  if (!answer) {
    answer = report(inspect, name);
    known.set(key, answer);
    void answer.then((info) => info ?? known.delete(key));
  }
  return answer;
}

async function report(inspect: string, name: string): Promise<ElementInfo | undefined> {
  // Names are those of a description: what begins with a hyphen would be taken for an option.
  if (!/^[A-Za-z0-9_]/.test(name)) return undefined;
  try {
    const { stdout } = await run(inspect, [name], {
      timeout: REPORT_TIMEOUT_MS,
      maxBuffer: MAX_REPORT_BYTES,
      // LC_ALL: the report in English. GST_INSPECT_NO_COLORS: and without escape codes.
      env: { ...process.env, LC_ALL: 'C.UTF-8', GST_INSPECT_NO_COLORS: '1' },
    });
    // A plugin of that name is reported in another form.
    return stdout.includes('Factory Details:') ? readElementInfo(stdout) : undefined;
  } catch {
    // Exit 255: there is no such element.
    return undefined;
  }
}
