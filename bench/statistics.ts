/** Sums up what the rounds measured. */
import type { Role, Usage } from './lib/meter.ts';
import type { Row, Sample } from './row.ts';

/** Median with the range it lies in. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** A row of the table, as it is printed and kept. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly unit: Row['unit'];
  readonly value: Spread;
  /** Share of the row `against`, taken within each round. */
  readonly share?: Spread & { readonly against: string };
  /** Medians: CPU seconds per 1000 frames, and peak memory in MB, by role. */
  readonly cpu: Readonly<Partial<Record<Role, number>>>;
  readonly peakMB: Readonly<Partial<Record<Role, number>>>;
  /** Medians of CPU seconds per 1000 frames, by kind of Chromium process. */
  readonly chromium: Readonly<Record<string, number>>;
  /** Medians. */
  readonly details: Readonly<Record<string, number>>;
  /** In the order of the rounds. */
  readonly samples: readonly number[];
}

/** Samples of a row by round; undefined where a measurement failed. */
export type Measured = ReadonlyMap<Row, readonly (Sample | undefined)[]>;

const PER_FRAMES = 1000;
const BYTES_PER_MB = 1e6;
const ROLES = ['chromium', 'node', 'child'] as const;

/** Sums up each row that was measured at least once. */
export function summarise(measured: Measured, frames: number): Result[] {
  const perFrames = (seconds: number): number => (seconds / frames) * PER_FRAMES;
  return [...measured].flatMap(([row, rounds]) => {
    const samples = rounds.filter((sample) => sample !== undefined);
    if (samples.length === 0) return [];
    const usages = samples.map(({ usage }) => usage ?? {});
    const share = shareOf(row, rounds, measured);
    return {
      id: row.id,
      title: row.title,
      unit: row.unit,
      value: spread(samples.map(({ value }) => value)),
      ...(share ? { share } : {}),
      cpu: byRole(usages, ({ cpuSeconds }) => perFrames(cpuSeconds)),
      peakMB: byRole(usages, ({ peakBytes }) => peakBytes / BYTES_PER_MB),
      chromium: medians(usages.map(({ chromium }) => mapValues(chromium?.processes ?? {}, perFrames))),
      details: medians(samples.map(({ details }) => details ?? {})),
      samples: samples.map(({ value }) => round(value)),
    };
  });
}

function shareOf(row: Row, rounds: readonly (Sample | undefined)[], measured: Measured): Result['share'] {
  const other = [...measured].find(([{ id }]) => id === row.against);
  if (!other) return undefined;
  const [{ id }, theirs] = other;
  const shares = rounds.flatMap((sample, index) => {
    const base = theirs[index];
    return sample && base ? [sample.value / base.value] : [];
  });
  return shares.length === 0 ? undefined : { ...spread(shares), against: id };
}

type RoleUsage = NonNullable<Usage[Role]>;

function byRole(usages: readonly Usage[], pick: (usage: RoleUsage) => number): Partial<Record<Role, number>> {
  const entries = ROLES.flatMap((role) => {
    const values = usages.flatMap((usage) => (usage[role] ? [pick(usage[role])] : []));
    return values.length === 0 ? [] : [[role, round(median(values))] as const];
  });
  return Object.fromEntries(entries);
}

function medians(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return Object.fromEntries(
    names.map((name) => [
      name,
      round(median(records.flatMap((record) => (name in record ? [record[name] ?? 0] : [])))),
    ]),
  );
}

function mapValues(
  record: Readonly<Record<string, number>>,
  change: (value: number) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function spread(values: readonly number[]): Spread {
  return { median: round(median(values)), min: round(Math.min(...values)), max: round(Math.max(...values)) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Four digits are more than any of this is worth. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
