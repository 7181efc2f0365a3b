/** The commands as the completion scripts need them: what stands in their tables, with words from their help. */
import type { Command, Completed } from '../../command.ts';

export interface DescribedOption {
  /** Without the hyphens. */
  readonly name: string;
  /** Half a line of the help. */
  readonly text: string;
  /** What the help calls its value; undefined where it takes none. */
  readonly value: string | undefined;
  readonly values: Completed | undefined;
  readonly multiple: boolean;
}

export interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly DescribedOption[];
  readonly operands: Completed | undefined;
}

/** @param help texts in which an option of `command` is looked for, the first one that has it */
export function describeCommand(
  name: string,
  summary: string,
  command: Command,
  help: readonly string[],
): DescribedCommand {
  const options = Object.entries(command.options).map(([option, { type, values, multiple = false }]) => {
    const { value = 'VALUE', text } = inHelp(option, help);
    return { name: option, text, value: type === 'string' ? value : undefined, values, multiple };
  });
  const asksForHelp = { name: 'help', text: 'what it does', value: undefined, values: undefined, multiple: false };
  return { name, summary, options: [...options, asksForHelp], operands: command.operands };
}

/** What stands behind `--name` in the first of the texts that has it, up to where details begin; those in quotes are none. */
function inHelp(
  name: string,
  texts: readonly string[],
): { readonly value?: string | undefined; readonly text: string } {
  const line = new RegExp(`^  (?:-\\w, )?--${name}(?: ([A-Za-z]+))?(?:\\n)? {2,}(\\S.*(?:\\n {20,}.*)*)`, 'm');
  const [, value, found = ''] = texts.map((text) => line.exec(text)).find((match) => match !== null) ?? [];
  const words = found.replaceAll(/\s+/g, ' ');
  return { value, text: /^(?:(?<=^| )'[^']*'|.)*?(?=[;:(]|, such as|, "|$)/.exec(words)?.[0].trim() ?? words };
}
