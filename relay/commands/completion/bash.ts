/** Completion for bash, 3.2 and later. */
import type { Completed } from '../../command.ts';
import type { DescribedCommand } from './described.ts';

/** The script. @param commands `serve` first: what runs where no command is named */
export function bashScript(commands: readonly DescribedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of reelay for bash. For this shell: source <(reelay completion bash)
_reelay() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=${names[0]} words=
  # bash takes the = of --name=value for a word.
  if [[ $current == = ]]; then current=; elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  if (( COMP_CWORD > 1 )); then
    case \${COMP_WORDS[1]} in
      ${names.join('|')}) command=\${COMP_WORDS[1]} ;;
    esac
  elif [[ $current != -* ]]; then
    COMPREPLY=($(compgen -W '${lines([...names])}' -- "$current"))
    return
  fi
  case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case $command in
${commands.map(commandCase).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _reelay reelay
`;
}

/** What follows an option that takes a value: one case for all that take the same. */
function valueCases({ name, options }: DescribedCommand): string[] {
  const byReply = new Map<string, string[]>();
  for (const option of options.filter(({ value }) => value !== undefined)) {
    const action = reply(option.values);
    byReply.set(action, [...(byReply.get(action) ?? []), `'${name} --${option.name}'`]);
  }
  return [...byReply].map(([action, labels]) => `    ${labels.join('|')}) ${action}; return ;;`);
}

function commandCase({ name, options, operands }: DescribedCommand): string {
  const flags = `words='${lines(options.map((option) => `--${option.name}`))}'`;
  const others = operands === undefined ? '' : `; [[ $current == -* ]] || { ${reply(operands)}; return; }`;
  return `    ${name}) ${flags}${others} ;;`;
}

function reply(values: Completed | undefined): string {
  if (values === undefined) return ':';
  if (values === 'file') return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current"))';
  if (values === 'folder') return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current"))';
  return `COMPREPLY=($(compgen -W '${lines(values)}' -- "$current"))`;
}

/** Words split where the script's IFS does. */
function lines(words: readonly string[]): string {
  return words.join('\n');
}
