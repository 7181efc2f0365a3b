import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReelayError } from '../../../shared/errors.ts';
import { jpegSize } from './jpeg-size.ts';
import { MultipartReader } from './multipart-reader.ts';
import { makePart, MULTIPART_OPENING } from './multipart-writer.ts';

const MAX_PART_BYTES = 64 * 1024;
/** Twice a part, its headers and the pieces in which it comes. */
const MAX_HELD_BYTES = 2 * MAX_PART_BYTES + 256 * 1024;
const CORPUS = new URL('testing/corpus/', import.meta.url);
const corpus = Object.fromEntries(
  readdirSync(CORPUS).map((name) => [name.replace('.bin', ''), readFileSync(new URL(name, CORPUS))]),
);

function file(name: string): Buffer {
  const bytes = corpus[name];
  if (!bytes) throw new Error(`the corpus has no ${name}`);
  return bytes;
}

interface Outcome {
  readonly parts: readonly Buffer[];
  /** Undefined where nothing was wrong. */
  readonly reason: string | undefined;
  readonly heldBytes: number;
}

/** Reads `bytes`, cut behind each of `cuts`. Anything thrown that is no MJPEG_MALFORMED is the test's. */
function read(bytes: Uint8Array, cuts: readonly number[] = []): Outcome {
  const parts: Buffer[] = [];
  let heldBytes = 0;
  const reader = new MultipartReader(MAX_PART_BYTES, (body) => parts.push(body));
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  try {
    let at = 0;
    for (const end of ends) {
      reader.read(bytes.subarray(at, end));
      heldBytes = Math.max(heldBytes, reader.heldBytes);
      at = end;
    }
  } catch (error) {
    if (!(error instanceof ReelayError) || error.code !== 'MJPEG_MALFORMED') throw error;
    return { parts, reason: error.message, heldBytes };
  }
  return { parts, reason: undefined, heldBytes };
}

describe('streams as programs write them', () => {
  const twoPictures = [
    'multipartmux',
    'no-length',
    'boundary-behind',
    'line-feeds-alone',
    'no-length-line-feeds-alone',
    'boundary-of-dashes',
    'no-headers-at-all',
  ];
  const partLengths: [name: string, lengths: number[]][] = [
    ['boundary-inside-a-picture', [751]],
    ['blanks-behind-the-boundary', [2, 2]],
    ['empty-parts', [0, 0]],
    ['no-line-end-before-the-boundary', [2, 2]],
    ['cut-in-a-picture', []],
  ];
  const refused: [name: string, reason: RegExp][] = [
    ['http-request', /does not begin with a boundary but with "POST/],
    ['bare-jpeg', /does not begin with a boundary but with the bytes ffd8/],
    ['length-too-short', /behind a part comes .* instead of the boundary/],
    ['length-too-long', /behind a part comes .* instead of the boundary/],
    ['length-beyond-the-limit', /longer than 65536 bytes/],
    ['length-negative', /length is "-1"/],
    ['length-in-hexadecimal', /length is "0x10"/],
    ['length-of-twenty-digits', /length is "18446744073709551616"/],
    ['length-twice', /its length twice/],
    ['header-without-colon', /header "Content-Type image/],
    ['header-folded', /header " charset=x"/],
    ['header-without-end', /header is longer than/],
    ['boundary-without-end', /boundary is longer than/],
    ['boundary-empty', /its boundary is "--"/],
    ['boundary-of-control-characters', /its boundary is the bytes 2d2d0102/],
    ['boundary-changes', /behind a part comes "\\r\\n--y/],
    ['blanks-without-end', /blanks without end/],
  ];

  it.each(twoPictures)('%s: both pictures come', (name) => {
    const { parts, reason } = read(file(name));
    expect(reason).toBeUndefined();
    expect(parts.map((jpeg) => jpegSize(jpeg))).toEqual([
      { width: 16, height: 16 },
      { width: 16, height: 16 },
    ]);
  });

  it.each(partLengths)('%s is taken as it is meant', (name, lengths) => {
    const { parts, reason } = read(file(name));
    expect(reason).toBeUndefined();
    expect(parts.map(({ length }) => length)).toEqual(lengths);
  });

  it.each(refused)('%s is refused with its reason', (name, reason) => {
    expect(read(file(name)).reason).toMatch(reason);
  });

  it('every file of the corpus is judged here', () => {
    const judged = [...twoPictures, ...partLengths.map(([name]) => name), ...refused.map(([name]) => name)];
    expect(judged.sort()).toEqual(Object.keys(corpus).sort());
  });

  it('is the same however it is cut', () => {
    for (const bytes of Object.values(corpus)) {
      const whole = read(bytes);
      const single = read(
        bytes,
        Array.from(bytes, (_, index) => index),
      );
      expect(single.parts).toEqual(whole.parts);
      expect(single.reason === undefined).toBe(whole.reason === undefined);
    }
  });
});

describe('whatever comes', () => {
  const boundary = fc.stringMatching(/^[A-Za-z0-9'()+_,./:=?-]{1,70}$/);
  const cuts = fc.array(fc.nat(), { maxLength: 12 });

  it('parts arrive as they were sent, wherever the stream is cut', () => {
    const body = fc.uint8Array({ maxLength: 3000 });
    const part = fc.record({
      body,
      hasLength: fc.boolean(),
      header: fc.constantFrom('', 'Content-Type: image/jpeg\r\n'),
    });
    fc.assert(
      fc.property(boundary, fc.array(part, { maxLength: 6 }), cuts, (name, parts, at) => {
        // Without a length the picture must not hold what ends it.
        fc.pre(parts.every(({ body: bytes, hasLength }) => hasLength || !Buffer.from(bytes).includes(`--${name}`)));
        const stream = Buffer.concat([
          Buffer.from(`--${name}`),
          ...parts.flatMap(({ body: bytes, hasLength, header }) => [
            Buffer.from(`\r\n${header}${hasLength ? `Content-Length: ${bytes.length}\r\n` : ''}\r\n`),
            bytes,
            Buffer.from(`\r\n--${name}`),
          ]),
          Buffer.from('--\r\n'),
        ]);
        // A stream with no part at all ends with its first line, which no boundary is told from.
        fc.pre(parts.length > 0);
        const { parts: arrived, reason } = read(stream, at);
        expect(reason).toBeUndefined();
        expect(arrived.map((bytes) => Buffer.from(bytes))).toEqual(parts.map(({ body: bytes }) => Buffer.from(bytes)));
      }),
    );
  });

  it('any bytes give parts or MJPEG_MALFORMED, in bounded memory', () => {
    const start = fc.constantFrom('', '--', '--b\r\n', '--b\r\n\r\n', '--b\r\nContent-Length: 9\r\n\r\n');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 5000 }), cuts, (head, tail, at) => {
        expect(read(Buffer.concat([Buffer.from(head), tail]), at).heldBytes).toBeLessThanOrEqual(MAX_HELD_BYTES);
      }),
      { numRuns: 1000 },
    );
  });

  it('streams that were damaged, too', () => {
    const damage = fc.record({ at: fc.nat(), remove: fc.nat(20), insert: fc.uint8Array({ maxLength: 20 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(corpus)),
        fc.array(damage, { maxLength: 4 }),
        cuts,
        (from, all, at) => {
          const damaged = all.reduce((bytes, { at: place, remove, insert }) => {
            const offset = place % (bytes.length + 1);
            return Buffer.concat([bytes.subarray(0, offset), insert, bytes.subarray(offset + remove)]);
          }, from);
          const { parts, heldBytes } = read(damaged, at);
          expect(heldBytes).toBeLessThanOrEqual(MAX_HELD_BYTES);
          for (const { length } of parts) expect(length).toBeLessThanOrEqual(MAX_PART_BYTES);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('a picture without end is refused when it is too long, not collected', () => {
    const outcome = read(Buffer.concat([Buffer.from('--b\r\n\r\n'), Buffer.alloc(MAX_PART_BYTES * 40, 0x55)]));
    expect(outcome.reason).toMatch(/longer than 65536 bytes/);
    expect(outcome.heldBytes).toBeLessThanOrEqual(MAX_HELD_BYTES);
  });

  it('what the relay itself writes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), cuts, (bodies, at) => {
        const pictures = bodies.map((bytes) => Buffer.from(bytes));
        const stream = Buffer.concat([MULTIPART_OPENING, ...pictures.map((bytes) => makePart(bytes).bytes)]);
        expect(read(stream, at)).toMatchObject({ parts: pictures, reason: undefined });
      }),
    );
  });
});
