/** The doctor's findings for a person at a terminal. */
import type { Examination, FindingState } from './finding.ts';

const MARKS: Readonly<Record<FindingState, string>> = { ok: 'ok', warning: 'warning', error: 'ERROR' };
const COLUMN = Math.max(...Object.values(MARKS).map(({ length }) => length)) + 2;

const CONCLUSIONS: Readonly<Record<FindingState, string>> = {
  ok: 'Everything is there.',
  warning: 'Recording works; what is marked does not.',
  error: 'Reelay does not work yet. Begin with the first ERROR.',
};

/** One line a finding, its remedy below it, and a last line that sums up. */
export function findingsText({ findings, state }: Examination): string {
  const indent = ' '.repeat(COLUMN);
  const lines = findings.flatMap(({ state: mark, message, remedy }) => [
    `${MARKS[mark].padEnd(COLUMN)}${message.replaceAll('\n', `\n${indent}`)}`,
    // Backticks mark, in the studio, what is typed as it stands.
    ...(remedy === undefined ? [] : [`${indent}-> ${remedy.replaceAll('`', '')}`]),
  ]);
  return `${lines.join('\n')}\n\n${CONCLUSIONS[state]}\n`;
}
