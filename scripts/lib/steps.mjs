import { run } from './run.mjs';
import { say } from './say.mjs';
import { secondsSince } from './seconds.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command
 * @property {boolean} [live] True: its output is shown as it comes, as it takes long.
 */

/** @typedef {{ name: string, passed: boolean, time: string }} Result */

/**
 * Runs the steps in order up to the first that fails, whose output is shown, and sums up.
 * @param {readonly Step[]} steps
 * @returns {Promise<boolean>} Whether all passed.
 */
export async function runSteps(steps) {
  const startedMs = performance.now();
  /** @type {Result[]} */
  const results = [];
  for (const step of steps) {
    const result = await runStep(step);
    results.push(result);
    if (!result.passed) break;
  }
  const passed = results.filter((result) => result.passed).length;
  const notRun = steps.slice(results.length).map(({ name }) => name);
  say(`\n${passed} of ${steps.length} steps passed in ${secondsSince(startedMs)}.`);
  if (notRun.length > 0) say(`Not run: ${notRun.join(', ')}`);
  return passed === steps.length;
}

/**
 * @param {Step} step
 * @returns {Promise<Result>}
 */
async function runStep({ name, command, live = false }) {
  if (live) say(`${name} ...`);
  const startedMs = performance.now();
  const { code, output } = await run(command, { live });
  const time = secondsSince(startedMs);
  const passed = code === 0;
  if (!passed) say(`${output}\n`);
  say(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${time}${passed ? '' : `   (${command.join(' ')})`}`);
  return { name, passed, time };
}
