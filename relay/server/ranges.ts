/** Which part of a file a request asks for. Source: RFC 9110, sections 13 and 14. */
import type { IncomingHttpHeaders } from 'node:http';

/** What a file is known by. */
export interface Validators {
  /** Strong, in quotes. */
  readonly etag: string;
  /** As the Last-Modified header gives it: whole seconds. */
  readonly lastModified: string;
}

/** A part of a file, both ends included, bytes. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The range that `headers` ask for of a file of `bytes`; `whole` where they ask for none, or for one in a way that is to
 * be ignored (another unit, several ranges, an If-Range that names an older file); `unsatisfiable` past its end.
 */
export function requestedRange(
  headers: IncomingHttpHeaders,
  bytes: number,
  validators: Validators,
): ByteRange | 'whole' | 'unsatisfiable' {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if ((from === '' && to === '') || !rangeStillHolds(headers, validators)) return 'whole';
  if (from === '') {
    const suffix = Math.min(Number(to), bytes);
    return suffix === 0 ? 'unsatisfiable' : { first: bytes - suffix, last: bytes - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return 'whole';
  if (first >= bytes) return 'unsatisfiable';
  return { first, last: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) };
}

/** True where the requester has the file as it is: 304 answers it. */
export function isNotModified(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): boolean {
  const known = headers['if-none-match'];
  if (known !== undefined) {
    return known.trim() === '*' || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  }
  const since = headers['if-modified-since'];
  return since !== undefined && Date.parse(since) >= Date.parse(lastModified);
}

function rangeStillHolds(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): boolean {
  const condition = headers['if-range'];
  return condition === undefined || condition === etag || condition === lastModified;
}
