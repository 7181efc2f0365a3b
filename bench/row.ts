/** One row of the table: something that is measured once each round. */
import type { Usage } from './lib/meter.ts';

export interface Row {
  /** Stable: the history goes by it. */
  readonly id: string;
  readonly title: string;
  readonly unit: 'frames/s' | 'ms/frame' | 'ms' | 'ns' | 'MB';
  /** Id of the row that this one is told as a share of. */
  readonly against?: string;
  /** Rounds it takes part in, where it need not be in all. */
  readonly rounds?: number;
  /** Measures once. @param frames as many as the options say */
  measure(frames: number): Promise<Sample>;
}

/** One measurement. */
export interface Sample {
  /** In the row's unit. */
  readonly value: number;
  /** CPU time and memory of the processes that took part. */
  readonly usage?: Usage;
  /** Parts and side results, by name with unit. */
  readonly details?: Readonly<Record<string, number>>;
}

/** Whether more of `unit` is better. */
export function moreIsBetter(unit: Row['unit']): boolean {
  return unit === 'frames/s';
}
