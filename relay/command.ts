/** What a command of `reelay` is, and what all of them share. */
import { parseArgs } from 'node:util';

/** One option, as parseArgs of node:util takes it, and what a shell may put behind it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  /** What it takes, where that can be listed: a path, or one of some words. */
  readonly values?: Completed;
}

export type Completed = 'file' | 'folder' | readonly string[];

/** Options by their names, without the hyphens. */
export type OptionTable = Readonly<Record<string, Option>>;

export interface Command {
  /** The text of `reelay NAME --help`. */
  readonly help: string;
  readonly options: OptionTable;
  /** What may stand beside the options, where that can be listed. */
  readonly operands?: Completed;
  /**
   * Runs it; resolves with the exit code when it is over. Rejects with UsageError or ReelayError, which `main.ts` tells.
   * @param directory where the person stood who typed `args`; undefined: in the working directory
   */
  run(args: readonly string[], directory: string | undefined): Promise<number>;
}

/** A command line that cannot be used; the message is for the person who typed it. */
export class UsageError extends Error {}

type Parsed<Options extends OptionTable> = ReturnType<
  typeof parseArgs<{ args: string[]; strict: true; allowPositionals: true; options: Options }>
>;

/**
 * The options and operands in `args`. Throws UsageError.
 * @param most how many operands there may be
 */
export function parseOptions<Options extends OptionTable>(
  command: string,
  args: readonly string[],
  options: Options,
  most = 0,
): Parsed<Options> {
  try {
    const parsed = parseArgs({ args: [...args], strict: true, allowPositionals: true, options });
    const extra = parsed.positionals[most];
    if (extra !== undefined) throw new Error(`"${extra}" is one too many.`);
    return parsed;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // What may begin with a hyphen all the same, Node explains at length.
    throw new UsageError(`${message.replace(/ To specify a positional[^]*/, '')}\nSee: reelay ${command} --help`);
  }
}
