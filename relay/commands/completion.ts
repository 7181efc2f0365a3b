/** `reelay completion SHELL`: a script with which a shell completes commands, options and what they take. */
import { HELP as SERVE_HELP } from '../config.ts';
import { bashScript } from './completion/bash.ts';
import { type DescribedCommand, describeCommand } from './completion/described.ts';
import { fishScript } from './completion/fish.ts';
import { zshScript } from './completion/zsh.ts';
import { type Command, parseOptions, UsageError } from '../command.ts';
import { COMMANDS } from './table.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

const HELP = `A script with which your shell completes reelay's commands, options and what they take.

Usage: reelay completion bash|zsh|fish

  bash                 source <(reelay completion bash)
  zsh                  source <(reelay completion zsh), after compinit
  fish                 reelay completion fish > ~/.config/fish/completions/reelay.fish

  --help               this text
`;

export const completion: Command = { help: HELP, options: {}, operands: Object.keys(SCRIPTS), run };

async function run(args: readonly string[]): Promise<number> {
  const [shell = ''] = parseOptions('completion', args, {}, 1).positionals;
  if (!isShell(shell)) throw new UsageError(`completion takes one of ${Object.keys(SCRIPTS).join(', ')}.`);
  process.stdout.write(SCRIPTS[shell](await describeCommands()));
  return 0;
}

/** All commands, `serve` first. */
export async function describeCommands(): Promise<DescribedCommand[]> {
  return Promise.all(
    Object.entries(COMMANDS).map(async ([name, { summary, load }]) => {
      const command = await load();
      // The doctor's options are for the most part the relay's.
      return describeCommand(name, summary, command, [command.help, SERVE_HELP]);
    }),
  );
}

function isShell(name: string): name is keyof typeof SCRIPTS {
  return Object.hasOwn(SCRIPTS, name);
}
