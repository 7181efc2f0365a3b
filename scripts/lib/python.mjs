import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** Debian's own, which has the modules that apt brings; another one that comes first on PATH may not. */
const DEBIANS = '/usr/bin/python3';

/**
 * Whether Python is here and has a module. Takes some 30 ms: the module is looked for, not loaded.
 * @param {string} module
 */
export async function pythonHas(module) {
  const look = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`;
  // Looked for each time: an installation may have brought it.
  return (await run([existsSync(DEBIANS) ? DEBIANS : 'python3', '-c', look])).code === 0;
}
