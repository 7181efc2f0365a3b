/** Completion for fish. */
import type { Completed } from '../../command.ts';
import type { DescribedCommand, DescribedOption } from './described.ts';

/** The script. @param commands `serve` first: what runs where no command is named */
export function fishScript(commands: readonly DescribedCommand[]): string {
  const [first, ...others] = commands;
  const named = others.map(({ name }) => name).join(' ');
  return `# Completion of reelay for fish: reelay completion fish > ~/.config/fish/completions/reelay.fish
complete -c reelay -f
${commands.map(({ name, summary }) => `complete -c reelay -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`).join('\n')}
${commands.flatMap((command) => commandLines(command, command === first ? `not __fish_seen_subcommand_from ${named}` : `__fish_seen_subcommand_from ${command.name}`)).join('\n')}
`;
}

function commandLines({ options, operands }: DescribedCommand, condition: string): string[] {
  const start = `complete -c reelay -n ${quoted(condition)}`;
  return [
    ...options.map((option) => `${start} ${optionWords(option)}`),
    ...(operands === undefined ? [] : [`${start} ${taken(operands)}`]),
  ];
}

function optionWords({ name, text, value, values }: DescribedOption): string {
  const words = `-l ${name} -d ${quoted(text)}`;
  if (value === undefined) return words;
  return values === undefined ? `${words} -x` : `${words} ${values === 'file' ? '-r -F' : `-x ${taken(values)}`}`;
}

function taken(values: Completed): string {
  if (values === 'file') return '-F';
  if (values === 'folder') return "-a '(__fish_complete_directories)'";
  return `-a ${quoted(values.join(' '))}`;
}

/** In fish a backslash escapes in single quotes, too. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
