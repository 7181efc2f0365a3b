/** How values of properties are quoted (gstreamer, gst/parse/parse.l, `_string`; types.h, gst_parse_unescape). */

/** Anything up to a space that no backslash precedes. */
const BARE = /[^ \t\n\v\f\r](?:[^ \t\n\v\f\r]|(?<=\\)[ \t\v\f\r])*/y;
/** Up to the last quote that follows on quotes with a backslash before them, which is where flex' longest match ends. */
const DOUBLE = /"(?:[^"]|(?<=\\)")*"/y;
const SINGLE = /'(?:[^']|(?<=\\)')*'/y;

/** The value that begins at `at`, quotes and escapes included: the longest of the three forms, as flex matches. */
export function valueAt(text: string, at: number): string | undefined {
  const forms = [BARE, DOUBLE, SINGLE].map((form) => {
    form.lastIndex = at;
    return form.exec(text)?.[0] ?? '';
  });
  const longest = forms.reduce((best, form) => (form.length > best.length ? form : best), '');
  return longest === '' ? undefined : longest;
}

/**
 * What `written` stands for. Single quotes around it are taken away, too, which GStreamer does only from 1.24 on: what is
 * pasted from a shell's command line then means what it meant there.
 */
export function decodeValue(written: string): string {
  const isQuoted = written.length > 1 && /^["']/.test(written) && written.at(-1) === written[0];
  return unescape(isQuoted ? written.slice(1, -1) : written);
}

/** A backslash stands for the character behind it, but not between double quotes. */
function unescape(text: string): string {
  let result = '';
  let inQuotes = false;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\' && !inQuotes) index++;
    else if (text[index] === '"' && (!inQuotes || text[index - 1] !== '\\')) inQuotes = !inQuotes;
    result += text[index] ?? '';
  }
  return result;
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./;()[\]{}<>|&*?~^#$-]+$/;

/**
 * `name=value` as one argument of gst-launch-1.0, which puts a backslash before each space outside double quotes and then
 * reads all its arguments as one description. A value that ends with a backslash must have no spaces and no quotes.
 */
export function propertyArgument(name: string, value: string): string {
  if (PLAIN.test(value)) return `${name}=${value}`;
  // Before the closing quote a backslash would hide it, escaped or not.
  if (!value.endsWith('\\')) return `${name}="${value.replaceAll(/[\\"]/g, '\\$&')}"`;
  return `${name}=${value.replaceAll(/[^A-Za-z0-9_]/g, '\\$&')}`;
}
