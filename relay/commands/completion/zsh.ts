/** Completion for zsh. */
import type { Completed } from '../../command.ts';
import type { DescribedCommand, DescribedOption } from './described.ts';

/** The script. @param commands `serve` first: what runs where no command is named */
export function zshScript(commands: readonly DescribedCommand[]): string {
  const [first] = commands;
  return `#compdef reelay
# Completion of reelay for zsh: as _reelay in a folder of $fpath, or for this shell (after compinit):
# source <(reelay completion zsh)
_reelay() {
  local -a reelay_commands
  reelay_commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command reelay_commands
    return
  fi
  local command=${first?.name}
  if (( $+reelay_commands[(r)$words[2]:*] )); then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _reelay ]]; then _reelay "$@"; else compdef _reelay reelay; fi
`;
}

function commandCase({ name, options, operands }: DescribedCommand): string {
  const specs = [
    ...options.map(optionSpec),
    ...(operands === undefined ? [] : [quoted(`:${name}:${action(operands)}`)]),
  ];
  return `    ${name}) _arguments ${specs.join(' ')} ;;`;
}

function optionSpec({ name, text, value, values, multiple }: DescribedOption): string {
  const taken = value === undefined ? '' : `:${value}:${action(values)}`;
  return quoted(`${multiple ? '*' : ''}--${name}[${text.replaceAll(/[[\]\\]/g, '\\$&')}]${taken}`);
}

function action(values: Completed | undefined): string {
  if (values === undefined) return '';
  if (values === 'file') return '_files';
  if (values === 'folder') return '_files -/';
  return `(${values.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
