/** `reelay render` as a child, and what it says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import config from '../../playwright.config.ts';

const MAIN = fileURLToPath(new URL('../../dist/relay/main.js', import.meta.url));

/** A line of `--json`. */
export interface RenderEvent {
  readonly event: string;
  readonly [name: string]: unknown;
}

export interface Rendered {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Those of `--json`. */
  readonly events: readonly RenderEvent[];
}

/** Runs `reelay render ARGS` in `directory`; `onEvent` is told of each line of `--json` as it comes. */
export async function render(
  directory: string,
  args: readonly string[],
  onEvent: (event: RenderEvent, child: ChildProcess) => void = () => undefined,
): Promise<Rendered> {
  const { executablePath = chromium.executablePath() } = config.use?.launchOptions ?? {};
  const child = spawn(process.execPath, [MAIN, 'render', '--browser', executablePath, ...args], {
    cwd: directory,
    // npm's own, which runs the tests, is not where the command was typed.
    env: { ...process.env, INIT_CWD: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const isJson = args.includes('--json');
  const stdout: Buffer[] = [];
  const events: RenderEvent[] = [];
  let stderr = '';
  let rest = '';
  child.stderr.on('data', (text) => (stderr += String(text)));
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    if (!isJson) return;
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = JSON.parse(line) as RenderEvent;
      events.push(event);
      onEvent(event, child);
    }
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout: Buffer.concat(stdout), stderr, events };
}

/** A page whose canvas fills it, 64 by 48 pixels, and whose `frame(context, timeMs, index)` draws it. */
export function canvasPage(frame: string): string {
  return `<!doctype html>
    <style>body { margin: 0 } canvas { display: block; width: 100vw; height: 100vh }</style>
    <canvas width="64" height="48"></canvas>
    <script>
      const context = document.querySelector('canvas').getContext('2d');
      let index = 0;
      const frame = (timeMs) => {
        requestAnimationFrame(frame);
        draw(context, timeMs, index++);
      };
      requestAnimationFrame(frame);
      function draw(context, timeMs, index) { ${frame} }
    </script>`;
}
