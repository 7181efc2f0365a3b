/** What a relay answers over HTTP to what it refuses (docs/PROTOCOL.md, rule 2). */
import { ERRORS, type ErrorCode, type ReelayError, RemoteError } from '../errors.ts';

/** The error in `answer`, the body as JSON; undefined where it is none of a relay's. */
export function refusalIn(answer: unknown): ReelayError | undefined {
  const error = isObject(answer) ? answer['error'] : undefined;
  if (!isObject(error) || !isCode(error['code'])) return undefined;
  return new RemoteError({ code: error['code'], message: String(error['message']), remedy: String(error['remedy']) });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}
