import { say } from './say.mjs';

/** Something the person at the terminal can act on: told without a stack. */
export class Failure extends Error {}

/**
 * Runs a script's body; a Failure is told in words and ends the process with 1.
 * @param {() => Promise<void>} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(error.message);
    process.exit(1);
  }
}
