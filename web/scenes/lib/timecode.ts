/** `HH:MM:SS.mmm` of a time in nanoseconds. */
export function clockTime(timeNs: number): string {
  const milliseconds = Math.floor(timeNs / 1_000_000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const seconds = milliseconds / 1000;
  const fraction = String(milliseconds % 1000).padStart(3, '0');
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
}
