/** A line on standard error. Control characters are left out: a peer's words must not steer the terminal. */
export function print(line: string): void {
  process.stderr.write(`${line.replaceAll(/[^\P{Cc}\n\t]/gu, '')}\n`);
}
