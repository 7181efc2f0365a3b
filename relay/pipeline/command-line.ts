/** Arguments as a person would type them. */

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** `argv` as one line for a POSIX shell; each argument is quoted where it needs it. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quote).join(' ');
}

function quote(argument: string): string {
  if (PLAIN.test(argument) || argument === '!') return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
