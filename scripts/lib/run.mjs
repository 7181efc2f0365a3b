import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] Added to this process's environment.
 * @property {string} [cwd] Where it runs; the repository's folder if nowhere else.
 * @property {boolean} [live] True: the child writes to the terminal itself, and `output` is empty.
 */

/**
 * Runs a program. Its stdin is the terminal's, so that sudo may ask for a password.
 * @param {readonly string[]} command
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} `output` is stdout and stderr as they came; a signal gives code 128.
 */
export function run([program = '', ...args], { cwd = root, env = {}, live = false } = {}) {
  return new Promise((resolve) => {
    const stdio = live ? 'inherit' : 'pipe';
    // What is captured is shown later, in the same terminal.
    const colour = process.stderr.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...colour, ...env },
      stdio: ['inherit', stdio, stdio],
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));

    // A Ctrl-C reaches the child by itself (same process group): what it still does then is waited for.
    let interrupted = false;
    const interrupt = () => {
      interrupted = true;
    };
    // A SIGTERM is meant for this process alone.
    const terminate = () => {
      child.kill('SIGTERM');
      process.exit(143);
    };
    process.on('SIGINT', interrupt);
    process.once('SIGTERM', terminate);

    /** @param {number} code */
    const finish = (code) => {
      if (interrupted) process.exit(130);
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', terminate);
      resolve({ code, output: Buffer.concat(chunks).toString().trimEnd() });
    };
    child.once('error', (error) => {
      chunks.push(Buffer.from(error.message));
      finish(127);
    });
    child.once('close', (code) => finish(code ?? 128));
  });
}

/**
 * The last lines of a text.
 * @param {string} text
 * @param {number} [count]
 */
export function tail(text, count = 40) {
  return text.split('\n').slice(-count).join('\n');
}

/**
 * The first lines of a text.
 * @param {string} text
 * @param {number} [count]
 */
export function head(text, count = 40) {
  return text.split('\n').slice(0, count).join('\n');
}
