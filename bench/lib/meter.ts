/** CPU time and peak memory of what takes part in a measurement, by role. */
import { peakBytes, processName, processTree, proportionalBytes, type ProcessState } from './processes.ts';

/** `chromium`: all its processes. `node`: the relay, or what stands for it. `child`: what that one started. */
export type Role = 'chromium' | 'node' | 'child';

export interface RoleUsage {
  /** User and system time between begin and end, seconds. */
  readonly cpuSeconds: number;
  /** Chromium: the sum of its processes' peaks, where shared pages count in each. Else the largest process's peak. */
  readonly peakBytes: number;
  /** CPU seconds by kind of process, for Chromium. */
  readonly processes?: Readonly<Record<string, number>>;
}

export type Usage = Readonly<Partial<Record<Role, RoleUsage>>> & {
  /** Most that all of them held together at any look, shared pages once, bytes. */
  readonly heldBytes?: number;
};

export interface Roots {
  readonly chromium?: number;
  readonly node?: number;
}

/** Short enough to see a child near its end, long enough to cost nothing: a look takes some 3 ms. */
const LOOK_INTERVAL_MS = 500;

export class Meter {
  readonly #roots: Roots;
  readonly #peaks = new Map<number, number>();
  readonly #names = new Map<number, string>();
  readonly #children = new Set<number>();
  #before = new Map<number, ProcessState>();
  #held = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param roots process ids of the browser and of the Node process */
  constructor(roots: Roots) {
    this.#roots = roots;
  }

  begin(): void {
    const { chromium, node } = this.#look();
    this.#before = new Map([...chromium, ...node].map((state) => [state.pid, state]));
    this.#timer = setInterval(() => this.#look(), LOOK_INTERVAL_MS);
  }

  /** What was used since begin(). */
  end(): Usage {
    const { chromium, node } = this.#look();
    this.stop();
    const [relay, ...children] = node;
    return {
      heldBytes: this.#held,
      ...(chromium.length > 0 ? { chromium: this.#chromiumUsage(chromium) } : {}),
      ...(relay
        ? {
            node: { cpuSeconds: this.#used(relay), peakBytes: this.#peaks.get(relay.pid) ?? 0 },
            ...(this.#children.size > 0 ? { child: this.#childUsage(relay, children) } : {}),
          }
        : {}),
    };
  }

  /** Stops looking. Idempotent. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #chromiumUsage(states: readonly ProcessState[]): RoleUsage {
    const processes: Record<string, number> = {};
    for (const state of states) {
      const name = this.#names.get(state.pid) ?? '';
      processes[name] = (processes[name] ?? 0) + this.#used(state);
    }
    return {
      cpuSeconds: sum(states.map((state) => this.#used(state))),
      peakBytes: sum(states.map(({ pid }) => this.#peaks.get(pid) ?? 0)),
      processes,
    };
  }

  /** Children that run and, through their parent, those that have ended. */
  #childUsage(relay: ProcessState, running: readonly ProcessState[]): RoleUsage {
    const ended = relay.endedChildrenCpuSeconds - (this.#before.get(relay.pid)?.endedChildrenCpuSeconds ?? 0);
    const peaks = [...this.#children].map((pid) => this.#peaks.get(pid) ?? 0);
    return { cpuSeconds: ended + sum(running.map((state) => this.#used(state))), peakBytes: Math.max(0, ...peaks) };
  }

  #used({ pid, cpuSeconds }: ProcessState): number {
    return cpuSeconds - (this.#before.get(pid)?.cpuSeconds ?? 0);
  }

  #look(): { readonly chromium: readonly ProcessState[]; readonly node: readonly ProcessState[] } {
    const chromium = this.#roots.chromium === undefined ? [] : processTree(this.#roots.chromium);
    const node = this.#roots.node === undefined ? [] : processTree(this.#roots.node);
    for (const { pid } of [...chromium, ...node]) {
      this.#peaks.set(pid, Math.max(this.#peaks.get(pid) ?? 0, peakBytes(pid)));
      // Again each time: a process is forked before it gets its name.
      this.#names.set(pid, processName(pid));
    }
    for (const { pid } of node.slice(1)) this.#children.add(pid);
    this.#held = Math.max(this.#held, sum([...chromium, ...node].map(({ pid }) => proportionalBytes(pid))));
    return { chromium, node };
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
