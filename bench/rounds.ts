/** Runs the rows in turn, round by round, so that what slows the machine for a while slows them all. */
import type { Row, Sample } from './row.ts';
import type { Measured } from './statistics.ts';

export interface RoundsOptions {
  readonly rounds: number;
  readonly frames: number;
  say(line: string): void;
}

export interface Rounds {
  readonly measured: Measured;
  /** One line for each measurement that failed. */
  readonly failures: readonly string[];
}

/** Measures every row once a round. A failure is noted and does not stop the others. */
export async function runRounds(rows: readonly Row[], { rounds, frames, say }: RoundsOptions): Promise<Rounds> {
  const measured = new Map<Row, (Sample | undefined)[]>(rows.map((row) => [row, []]));
  const failures: string[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const row of rows) {
      if (round > (row.rounds ?? rounds)) continue;
      try {
        const sample = await row.measure(frames);
        measured.get(row)?.push(sample);
        say(`  ${round}/${rounds}  ${row.title}: ${sample.value.toPrecision(4)} ${row.unit}`);
      } catch (error) {
        measured.get(row)?.push(undefined);
        const failure = `${row.id}: ${error instanceof Error ? error.message : String(error)}`;
        failures.push(failure);
        say(`  ${round}/${rounds}  FAILED ${failure}`);
      }
    }
  }
  return { measured, failures };
}
