/** Tables of results in Markdown. */
import type { Result, Spread } from '../statistics.ts';

export interface Column<Item = Result> {
  readonly head: string;
  cell(item: Item): string;
}

export const TITLE: Column = { head: '', cell: ({ title }) => title };
export const VALUE: Column = {
  head: 'median (min to max)',
  cell: ({ value, unit }) => `${spreadText(value, number)} ${unit}`,
};
export const SHARE: Column = {
  head: 'of the row above',
  cell: ({ share }) => (share ? spreadText(share, (part) => part.toFixed(2)) : ''),
};

/** A table of `items`, its columns as wide as they need to be. */
export function grid<Item>(columns: readonly Column<Item>[], items: readonly Item[]): string {
  const rows = [columns.map(({ head }) => head), ...items.map((item) => columns.map(({ cell }) => cell(item)))];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** Median and range. */
export function spreadText({ median, min, max }: Spread, text: (value: number) => string): string {
  return `${text(median)} (${text(min)} to ${text(max)})`;
}

/** Three digits. */
export function number(value: number | undefined): string {
  if (value === undefined) return '';
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function whole(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(0);
}
