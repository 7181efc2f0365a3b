#!/usr/bin/env node
/** The program: finds the command that is asked for, runs it, tells how it failed. */
import { ReelayError } from '../shared/errors.ts';
import { UsageError } from './command.ts';
import { COMMANDS, OVERVIEW } from './commands/table.ts';
import { nearest } from './pipeline/nearest.ts';
import { print } from './print.ts';
import { packageVersion } from './version.ts';

/** Runs `args`; resolves with the exit code. Rejects with what the command rejects with. */
async function run(args: readonly string[]): Promise<number> {
  const [first = '', ...rest] = args;
  if (first === '--help' || first === '-h') return say(OVERVIEW);
  if (first === '--version') return say(`${await packageVersion()}\n`);
  const isCommand = first !== '' && !first.startsWith('-');
  const entry = COMMANDS[isCommand ? first : 'serve'];
  if (!entry) throw new UsageError(unknown(first));
  const command = await entry.load();
  const given = isCommand ? rest : args;
  if (given.includes('--help') || given.includes('-h')) return say(command.help);
  // npm starts scripts in the package's own folder and says here where it was called.
  return command.run(given, process.env['INIT_CWD']);
}

function unknown(name: string): string {
  const [meant] = nearest(name, Object.keys(COMMANDS));
  return `There is no command "${name}".${meant === undefined ? '' : ` Did you mean ${meant}?`}\nSee: reelay --help`;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function tell(error: unknown): void {
  if (error instanceof UsageError) print(error.message);
  else if (error instanceof ReelayError) print(`${error.code}: ${error.message}\n${error.remedy}`);
  else print(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

// A terminal or a log that went away must not end the recordings.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const code = await run(process.argv.slice(2)).catch((error: unknown) => {
  tell(error);
  return 1;
});
// Nothing that a command left open keeps the program.
process.exit(code);
