/** Deep links: the part of the address after `#` names the recording that is shown. */
const PREFIX = '#/recordings/';

/** Address of a recording's page, relative to this one. */
export function linkTo(id: string): string {
  return PREFIX + encodeURIComponent(id);
}

/** Id of the recording that the address names; undefined for the stage. */
export function openedIn(hash: string): string | undefined {
  if (!hash.startsWith(PREFIX)) return undefined;
  try {
    return decodeURIComponent(hash.slice(PREFIX.length)) || undefined;
  } catch {
    return undefined;
  }
}
