/** The words in which a recording is asked for. Apart from the messages: who checks options needs no more. */

export const MODES = ['offline', 'realtime'] as const;
export const QUALITIES = ['draft', 'standard', 'high', 'lossless'] as const;
export const ALPHAS = ['keep', 'discard'] as const;

/** How time runs: frame by frame as fast as it goes, or by the wall clock. */
export type Mode = (typeof MODES)[number];
export type Quality = (typeof QUALITIES)[number];
export type Alpha = (typeof ALPHAS)[number];
