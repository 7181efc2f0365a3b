/**
 * One line for the person at the terminal. To stderr: stdout is the relay's.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
