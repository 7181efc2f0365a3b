/** The relay beside a dev server: a child, started when a page first asks for it, that ends with the server. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Logger } from 'vite';
import { ReelayError } from '../../shared/errors.ts';
import { ROOT } from '../version.ts';

/** How a page reaches it. */
export interface RelayAccess {
  /** Origin, `http://127.0.0.1:PORT`. */
  readonly relay: string;
  readonly token: string;
}

type PipedChild = ChildProcessByStdio<null, Readable, Readable>;

export class RelayChild {
  readonly #arguments: () => readonly string[];
  readonly #logger: Pick<Logger, 'info'>;
  #child: ChildProcess | undefined;
  #access: Promise<RelayAccess> | undefined;

  /** @param args options of `reelay serve`, asked for when it starts */
  constructor(args: () => readonly string[], logger: Pick<Logger, 'info'>) {
    this.#arguments = args;
    this.#logger = logger;
  }

  /** Starts it where it does not run. Rejects with RELAY_FAILED and what it said where it cannot start. */
  access(): Promise<RelayAccess> {
    this.#access ??= this.#start().catch((error: unknown) => {
      this.#access = undefined;
      throw error;
    });
    return this.#access;
  }

  /** Finishes its recordings and ends it. Idempotent. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    await exited;
  }

  #start(): Promise<RelayAccess> {
    const args = [path.join(ROOT, 'dist/relay/main.js'), 'serve', '--port', '0', ...this.#arguments()];
    // The channel tells it when this process is gone, however that went.
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }) as PipedChild;
    this.#child = child;
    // Neither keeps a program that is done.
    child.unref();
    child.channel?.unref();
    const said: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      this.#logger.info(`reelay: ${line}`, { timestamp: true });
      if (said.length > MAX_LINES) said.shift();
    });
    return new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [, address] = /^Reelay is ready: (\S+)$/.exec(line) ?? [];
        if (address === undefined) return;
        this.#logger.info(`reelay: recordings, and more formats: ${address}`, { timestamp: true });
        const { origin, searchParams } = new URL(address);
        resolve({ relay: origin, token: searchParams.get('token') ?? '' });
      });
      // 'close' comes after its last line.
      child.once('close', (code, signal) => {
        this.#access = undefined;
        reject(new ReelayError('RELAY_FAILED', { cause: said.join(' ') || `it ended with ${signal ?? code}` }));
      });
      child.once('error', (error) =>
        reject(new ReelayError('RELAY_FAILED', { cause: error.message }, { cause: error })),
      );
    });
  }
}

/** Of what the relay says, so many lines are kept to say why it ended. */
const MAX_LINES = 20;
