/** What was measured on. */
import { execFileSync } from 'node:child_process';
import { cpus, hostname, release, totalmem } from 'node:os';
import { CHROMIUM } from '../lib/chromium.ts';

export interface Machine {
  readonly host: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly kernel: string;
  readonly node: string;
  readonly chromium: string;
  readonly gstreamer: string;
}

export function describeMachine(): Machine {
  return {
    host: hostname().replaceAll(/[^\w-]/g, '-'),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    kernel: release(),
    node: process.version,
    chromium: firstLine(CHROMIUM, ['--version']),
    gstreamer: firstLine('gst-launch-1.0', ['--version']),
  };
}

/** The machine in one line. */
export function machineText({ cpu, cores, memoryGB, kernel, node, chromium, gstreamer }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGB} GB, Linux ${kernel}; ${chromium}; ${gstreamer}; Node ${node}.`;
}

/** The commit that was measured, with `+` where the tree differs from it. */
export function describeCommit(root: string): string {
  const commit = firstLine('git', ['-C', root, 'rev-parse', '--short', 'HEAD']);
  const changes = firstLine('git', [
    '-C',
    root,
    'status',
    '--porcelain',
    '--',
    'shared',
    'web',
    'relay',
    'bench/pages',
    'bench/children',
  ]);
  return changes === '' ? commit : `${commit}+`;
}

function firstLine(program: string, args: readonly string[]): string {
  try {
    return (
      execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
        .split('\n')[0]
        ?.trim() ?? ''
    );
  } catch {
    return 'unknown';
  }
}
