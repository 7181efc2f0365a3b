/** The command lines of `npm run bench`, `bench:peers`, `bench:growth`, `bench:encoders` and `bench:playwright`. */
import { parseArgs } from 'node:util';

/** One of the commands. */
export interface Command {
  /** As npm knows it. */
  readonly script: string;
  /** One line: what it measures. */
  readonly about: string;
  /** What is written where the table is whole. */
  readonly writes: string;
  readonly rounds: number;
  readonly frames: number;
  /** Length of realtime recordings, seconds, where there are any. */
  readonly seconds?: number;
  /** Length of the longest recording, seconds, where length is measured. */
  readonly long?: number;
}

/** What is to be measured, and how thoroughly. */
export interface BenchOptions {
  readonly rounds: number;
  readonly frames: number;
  readonly seconds: number;
  readonly long: number;
  /** Parts of row ids; empty for all rows. */
  readonly only: readonly string[];
  readonly list: boolean;
  readonly save: boolean;
}

/** What to print instead of measuring, and the exit code. */
export interface Refusal {
  readonly text: string;
  readonly exitCode: number;
}

/** The options that `args` ask for. */
export function parseOptions(args: readonly string[], command: Command): BenchOptions | Refusal {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        rounds: { type: 'string' },
        frames: { type: 'string' },
        ...(command.seconds === undefined ? {} : { seconds: { type: 'string' } }),
        ...(command.long === undefined ? {} : { long: { type: 'string' } }),
        only: { type: 'string', multiple: true },
        list: { type: 'boolean' },
        'no-save': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        // Acted on by scripts/bench.mjs.
        'no-install': { type: 'boolean' },
      },
    });
    if (values['help'] === true) return { text: helpOf(command), exitCode: 0 };
    const only = Array.isArray(values['only']) ? values['only'].map(String) : [];
    return {
      rounds: countOf('--rounds', values['rounds'], command.rounds),
      frames: countOf('--frames', values['frames'], command.frames),
      seconds: countOf('--seconds', values['seconds'], command.seconds),
      long: countOf('--long', values['long'], command.long),
      only,
      list: values['list'] === true,
      save: values['no-save'] !== true && only.length === 0,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `${reason}\nSee: npm run ${command.script} -- --help\n`, exitCode: 1 };
  }
}

function helpOf({ script, about, writes, rounds, frames, seconds, long }: Command): string {
  const times = [
    seconds === undefined ? '' : `  --seconds NUMBER  length of realtime recordings (default ${seconds})\n`,
    long === undefined ? '' : `  --long NUMBER     length of the longest recording, seconds (default ${long})\n`,
  ];
  return `${about}

Usage: npm run ${script} [-- options]

  --rounds NUMBER   how often each row is measured, all rows in turn (default ${rounds})
  --frames NUMBER   frames of each measurement (default ${frames})
${times.join('')}  --only TEXT       only rows whose id contains TEXT; may be given several times
  --list            only print the rows' ids
  --no-save         write nothing to ${writes};
                    so does --only, as its table is not whole
  --help            this text
`;
}

function countOf(option: string, text: string | boolean | undefined, fallback = 0): number {
  const number = text === undefined ? fallback : Number(text);
  if (text !== undefined && (!Number.isInteger(number) || number < 1 || number > 100_000)) {
    throw new Error(`${option} must be a whole number from 1 to 100000, not "${text}"`);
  }
  return number;
}
