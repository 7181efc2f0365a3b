/** A relay of one's own for a test: the built program, as a child, on a free port and an empty folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Sidecar } from '../../relay/recordings/sidecar.ts';

const MAIN = fileURLToPath(new URL('../../dist/relay/main.js', import.meta.url));

export interface RelayOptions {
  /** Further command line options. */
  readonly args?: readonly string[];
  /** Folder for the recordings; default: a new one, removed with the relay. */
  readonly recordings?: string;
  readonly token?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs the relay: its arguments are followed by the relay's command line. It must `exec` it. */
  readonly under?: readonly string[];
}

export class TestRelay implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly recordings: string;
  /** Lines the relay wrote to stderr, as they come. */
  readonly log: string[];
  readonly #url: URL;
  readonly #ownsFolder: boolean;
  readonly #exited: Promise<number | string>;

  private constructor(
    child: ChildProcess,
    recordings: string,
    log: string[],
    url: URL,
    ownsFolder: boolean,
    exited: Promise<number | string>,
  ) {
    this.child = child;
    this.recordings = recordings;
    this.log = log;
    this.#url = url;
    this.#ownsFolder = ownsFolder;
    this.#exited = exited;
  }

  static async start(options: RelayOptions = {}): Promise<TestRelay> {
    const recordings = options.recordings ?? (await mkdtemp(path.join(tmpdir(), 'reelay-test-')));
    const token = options.token ?? 'token-of-the-tests';
    const relay = [process.execPath, MAIN, '--port', '0', '--token', token, '--recordings', recordings];
    const [program = '', ...args] = [...(options.under ?? []), ...relay, ...(options.args ?? [])];
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    const log: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
    const exited = new Promise<number | string>((resolve) =>
      // 'close' comes after the last line of the log, 'exit' may come before.
      child.once('close', (code, signal) => resolve(signal ?? code ?? -1)),
    );
    const ready = new Promise<URL>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const address = /^Reelay is ready: (\S+)$/.exec(line)?.[1];
        if (address) resolve(new URL(address));
      });
    });
    const url = await Promise.race([
      ready,
      exited.then((code) => Promise.reject(new Error(`the relay ended with ${code}:\n${log.join('\n')}`))),
    ]);
    return new TestRelay(child, recordings, log, url, options.recordings === undefined, exited);
  }

  get origin(): string {
    return this.#url.origin;
  }

  get port(): number {
    return Number(this.#url.port);
  }

  get token(): string {
    return this.#url.searchParams.get('token') ?? '';
  }

  /** Address of the studio, token included. */
  get url(): string {
    return this.#url.href;
  }

  /** Address of the recorder module, token included. */
  get moduleUrl(): string {
    return `${this.origin}/reelay.js?token=${this.token}`;
  }

  /** Path of a file in the recordings folder. */
  file(name: string): string {
    return path.join(this.recordings, name);
  }

  async sidecar(file: string): Promise<Sidecar> {
    return JSON.parse(await readFile(this.file(`${file}.json`), 'utf8')) as Sidecar;
  }

  /** Answers of the HTTP API. */
  async fetch(pathAndQuery: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('Authorization')) headers.set('Authorization', `Bearer ${this.token}`);
    return fetch(this.origin + pathAndQuery, { ...init, headers });
  }

  /** Sends `signal`; resolves with the exit code, or the signal's name where it ended by that. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    this.child.kill(signal);
    return this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.end();
    if (this.#ownsFolder) await rm(this.recordings, { recursive: true, force: true, maxRetries: 3 });
  }
}
