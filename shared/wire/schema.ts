/**
 * A very small schema language for control messages: a field is a function that takes a value of unknown shape and
 * returns it typed, or throws a ProtocolError that names the place. Encode and decode use the same fields.
 */
import { ProtocolError } from '../errors.ts';

/** Checks `value` found at `path`; returns it typed or throws PROTOCOL_MALFORMED. */
export type Field<T> = (value: unknown, path: string) => T;
export type TypeOf<F> = F extends Field<infer T> ? T : never;

type Fields = Readonly<Record<string, Field<unknown>>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: undefined extends TypeOf<F[K]> ? K : never }[keyof F];
type ObjectOf<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: TypeOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: Exclude<TypeOf<F[K]>, undefined>;
};

/** The error for a value that does not fit. */
export function malformed(reason: string): ProtocolError {
  return new ProtocolError('PROTOCOL_MALFORMED', { reason });
}

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Field<number> {
  return (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
      throw malformed(`${path} must be a whole number from ${min} to ${max}`);
    }
    return value as number;
  };
}

/** A whole number that `of` divides, from `of` to `max`. */
export function multiple(of: number, max: number): Field<number> {
  const whole = integer(of, max);
  return (value, path) => {
    const number = whole(value, path);
    if (number % of !== 0) throw malformed(`${path} must be a multiple of ${of}`);
    return number;
  };
}

/** `bytes` bytes in lower-case hexadecimal. */
export function hex(bytes: number): Field<string> {
  const pattern = new RegExp(`^[0-9a-f]{${2 * bytes}}$`);
  return (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value))
      throw malformed(`${path} must be ${bytes} bytes in hexadecimal`);
    return value;
  };
}

/** From one to `maxBytes` bytes in lower-case hexadecimal. */
export function hexUpTo(maxBytes: number): Field<string> {
  return (value, path) => {
    if (typeof value !== 'string' || value.length > 2 * maxBytes || !/^(?:[0-9a-f]{2})+$/.test(value))
      throw malformed(`${path} must be at most ${maxBytes} bytes in hexadecimal`);
    return value;
  };
}

/** A finite number from `min` to `max`. */
export function decimal(min: number, max: number): Field<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      throw malformed(`${path} must be a number from ${min} to ${max}`);
    }
    return value;
  };
}

/** Text of at most `maxLength` UTF-16 units. */
export function text(maxLength: number): Field<string> {
  return (value, path) => {
    if (typeof value !== 'string' || value.length > maxLength) {
      throw malformed(`${path} must be text of at most ${maxLength} characters`);
    }
    return value;
  };
}

export const flag: Field<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw malformed(`${path} must be true or false`);
  return value;
};

/** One of `names`. */
export function oneOf<const Name extends string>(names: readonly Name[]): Field<Name> {
  return (value, path) => {
    if (!names.includes(value as Name)) throw malformed(`${path} must be one of ${names.join(', ')}`);
    return value as Name;
  };
}

/** A field that may be absent. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return (value, path) => (value === undefined ? undefined : field(value, path));
}

/** A list of at most `maxLength` items. */
export function list<T>(item: Field<T>, maxLength: number): Field<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > maxLength) {
      throw malformed(`${path} must be a list of at most ${maxLength} items`);
    }
    return value.map((entry, index) => item(entry, `${path}[${index}]`));
  };
}

/** An object with just `fields`: unknown keys are refused, absent ones only where optional. */
export function object<const F extends Fields>(fields: F): Field<ObjectOf<F>> {
  const names = Object.keys(fields);
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw malformed(`${path} must be an object`);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(fields, key))
        throw malformed(`${path} has an unknown field ${JSON.stringify(key.slice(0, 40))}`);
    }
    const result: Record<string, unknown> = {};
    for (const name of names) {
      const own = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      const checked = fields[name]?.(own, `${path}.${name}`);
      if (checked !== undefined) result[name] = checked;
    }
    return result as ObjectOf<F>;
  };
}
