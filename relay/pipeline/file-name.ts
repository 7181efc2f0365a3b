/** Names of files as they may appear in a pipeline. */

const GENERATED = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/**
 * Throws unless `name` is a plain generated name. gst-launch gives meaning to quotes, spaces and exclamation marks inside
 * an argument, so nothing a person typed may become part of a location.
 */
export function assertGeneratedName(name: string): void {
  if (!GENERATED.test(name))
    throw new TypeError(`"${name}" is no generated file name (letters, digits, dots, underscores, hyphens)`);
}
