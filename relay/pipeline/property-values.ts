/** Whether a value fits a property (gstreamer, gst/gstvalue.c: how each type is read). */
import type { EnumValue, PropertyType } from './element-info.ts';
import { nearest } from './nearest.ts';

const INTEGER = /^[+-]?(?:0x[\da-f]+|\d+)$/i;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const BOOLEAN = /^(?:true|t|yes|1|false|f|no|0)$/i;
/** Words that stand for numbers. */
const NAMED_NUMBER = /^(?:min|max)$/i;

/** What is wrong with `value`, in words; undefined where nothing is, or where it cannot be told. */
export function valueProblem(type: PropertyType, value: string): string | undefined {
  switch (type.kind) {
    case 'boolean':
      return BOOLEAN.test(value) ? undefined : 'it is true or false';
    case 'integer':
    case 'number':
      return numberProblem(type, value);
    case 'enum':
      return type.values.length === 0 || isListed(type.values, value) ? undefined : listed(type.values, value);
    case 'flags':
      return flagsProblem(type.values, value);
    case 'other':
      return undefined;
  }
}

function numberProblem(
  { kind, minimum, maximum }: Extract<PropertyType, { readonly minimum: number }>,
  value: string,
): string | undefined {
  if (NAMED_NUMBER.test(value)) return undefined;
  if (!(kind === 'integer' ? INTEGER : NUMBER).test(value))
    return kind === 'integer' ? 'it is a whole number' : 'it is a number';
  const number = value.startsWith('-') ? -Number(value.slice(1)) : Number(value.replace(/^\+/, ''));
  return number < minimum || number > maximum ? `it goes from ${minimum} to ${maximum}` : undefined;
}

/** Flags are joined by `+`; a number stands for all of them. */
function flagsProblem(values: readonly EnumValue[], value: string): string | undefined {
  if (values.length === 0 || value === '' || INTEGER.test(value)) return undefined;
  const wrong = value.split('+').find((flag) => !isListed(values, flag));
  return wrong === undefined ? undefined : listed(values, wrong);
}

function isListed(values: readonly EnumValue[], text: string): boolean {
  return values.some(
    ({ value, nick, name }) => text === nick || text === name || (INTEGER.test(text) && Number(text) === value),
  );
}

const MAX_LISTED = 12;

function listed(values: readonly EnumValue[], text: string): string {
  const nicks = values.map(({ nick }) => nick);
  const shown = nicks.length <= MAX_LISTED ? nicks : nearest(text, nicks);
  return shown.length === 0 ? `it is one of ${nicks.length} words` : `it is one of ${shown.join(', ')}`;
}
