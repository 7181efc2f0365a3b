/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';

const HELP = `Measures Reelay on this machine.

Usage: npm run bench [-- options]

  --rounds NUMBER   how often each row is measured, all rows in turn (default 5)
  --frames NUMBER   frames of each measurement (default 240)
  --only TEXT       only rows whose id contains TEXT; may be given several times
  --list            only print the rows' ids
  --no-save         write nothing to bench/results and docs/PERFORMANCE.md;
                    so does --only, as its table is not whole
  --help            this text
`;

/** What is to be measured, and how thoroughly. */
export interface BenchOptions {
  readonly rounds: number;
  readonly frames: number;
  /** Parts of row ids; empty for all rows. */
  readonly only: readonly string[];
  readonly list: boolean;
  readonly save: boolean;
}

const DEFAULT_ROUNDS = 5;
const DEFAULT_FRAMES = 240;

/** What to print instead of measuring, and the exit code. */
export interface Refusal {
  readonly text: string;
  readonly exitCode: number;
}

/** The options that `args` ask for. */
export function parseOptions(args: readonly string[]): BenchOptions | Refusal {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        rounds: { type: 'string' },
        frames: { type: 'string' },
        only: { type: 'string', multiple: true },
        list: { type: 'boolean' },
        'no-save': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        // Acted on by scripts/bench.mjs.
        'no-install': { type: 'boolean' },
      },
    });
    if (values.help) return { text: HELP, exitCode: 0 };
    const only = values.only ?? [];
    return {
      rounds: count('--rounds', values.rounds, DEFAULT_ROUNDS),
      frames: count('--frames', values.frames, DEFAULT_FRAMES),
      only,
      list: values.list ?? false,
      save: !values['no-save'] && only.length === 0,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `${reason}\nSee: npm run bench -- --help\n`, exitCode: 1 };
  }
}

function count(option: string, text: string | undefined, fallback: number): number {
  const number = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 100_000) {
    throw new Error(`${option} must be a whole number from 1 to 100000, not "${text}"`);
  }
  return number;
}
