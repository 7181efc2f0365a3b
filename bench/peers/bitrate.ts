/** Bits per second of every file in the table. */
export const BITRATE = 8_000_000;
