/** A Node process of the bench's own (bench/children), which reports by messages. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atExit } from './at-exit.ts';

export class NodeChild<Message> implements AsyncDisposable {
  readonly #process: ChildProcess;
  /** Rejects when it leaves by itself. */
  readonly failed: Promise<never>;
  readonly #forget: () => void;

  /**
   * @param script name of a file in bench/children, without its ending
   * @param environment variables besides those of this process
   */
  constructor(script: string, args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
    const file = fileURLToPath(new URL(`../children/${script}.js`, import.meta.url));
    this.#process = fork(file, [...args], { env: { ...process.env, ...environment } });
    this.failed = new Promise((_resolve, reject) => {
      this.#process.once('exit', (code, signal) =>
        reject(new Error(`${script} left early (${signal ?? `exit code ${code}`})`)),
      );
    });
    this.failed.catch(() => undefined); // Told to whoever waits for a message.
    this.#forget = atExit(() => this.#process.kill('SIGKILL'));
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /** The next message. */
  async next(): Promise<Message> {
    const [message] = (await Promise.race([once(this.#process, 'message'), this.failed])) as [Message];
    return message;
  }

  /** Lets the child go on. */
  go(): void {
    this.#process.send('go');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#forget();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}
