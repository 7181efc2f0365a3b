/** Shares with real writers and readers in processes of their own, for tests. */
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, onTestFinished } from 'vitest';
import type { ShareFrame } from '../reader-types.ts';

let names = 0;

/** A name that no other test has. */
export function shareName(): string {
  return `test-${process.pid}-${names++}`;
}

/** Throws unless every pixel of a frame by testing/writer.ts is of that frame. */
export function checkWhole({ data, sequence }: ShareFrame): void {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  const other = words.find((word) => word !== sequence);
  if (other !== undefined) throw new Error(`frame ${sequence} has pixels of frame ${other}`);
}

let program: Promise<string> | undefined;

/** testing/writer.ts as one file that Node can run. */
async function writerProgram(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'reelay-share-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('writer.ts', import.meta.url)),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: 'writer.mjs' } },
    },
  });
  return join(folder, 'writer.mjs');
}

export interface WriterProcess {
  readonly child: ChildProcess;
  /** Tells it to do this; resolves when it has. */
  tell(command: string): Promise<void>;
  /** As a crash would: nothing is tidied up. */
  kill(): Promise<void>;
}

/** Starts a writer of GRAY8 frames. It ends with the test. */
export async function startWriter(name: string, { width = 64, height = 16, slots = 4 } = {}): Promise<WriterProcess> {
  program ??= writerProgram();
  const child = fork(await program, [name, ...[width, height, slots].map(String)]);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(async () => {
    await kill();
    rmSync(`/dev/shm/reelay.${name}`, { force: true });
  });
  await once(child, 'message');
  return {
    child,
    kill,
    tell: async (command) => {
      const done = once(child, 'message');
      child.send(command);
      await done;
    },
  };
}

/** What a writer of 2 MB says that cannot start after the shell's `limit`. */
export async function failingWriter(name: string, limit: string): Promise<string> {
  program ??= writerProgram();
  const args = [process.execPath, await program, name, '1024', '1024', '2'];
  return new Promise((resolve) =>
    execFile('sh', ['-c', `${limit}; exec "$0" "$@"`, ...args], (_error, _stdout, stderr) => resolve(stderr)),
  );
}

const CLIENTS = fileURLToPath(new URL('../../../../clients/python', import.meta.url));
/** Debian's own, which has the packages that apt brings; another one that comes first on PATH may not. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const environment = { ...process.env, PYTHONPATH: CLIENTS, PYTHONDONTWRITEBYTECODE: '1' };

/** Runs a Python program, with the client on its path; resolves with what it prints. */
export async function runPython(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(PYTHON, args, { env: environment, maxBuffer: 1 << 26 });
  return stdout;
}

/** Starts a Python program, which ends with the test. */
export function spawnPython(args: readonly string[]) {
  const child = spawn(PYTHON, args, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The same; `line` resolves with the next line it prints. */
export function startPython(args: readonly string[]): { readonly child: ChildProcess; line(): Promise<string> } {
  const child = spawnPython(args);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    line: async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error('the program ended');
      return value;
    },
  };
}
