const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes as one reads it: `12.3 GB`, in powers of a thousand. */
export function readable(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
