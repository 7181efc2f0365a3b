import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReelayError } from '../../shared/errors.ts';
import { elementNames, toArguments, tokenise } from './description.ts';
import { parseFragment } from './fragment.ts';

const argumentsOf = (text: string): string[] => toArguments(tokenise(text));

describe('tokenise', () => {
  it.each<[text: string, expected: string[]]>([
    ['videorate ! theoraenc ! oggmux', ['videorate', '!', 'theoraenc', '!', 'oggmux']],
    ['x264enc  bitrate = 500\n!\tmp4mux', ['x264enc', 'bitrate = 500', '!', 'mp4mux']],
    [
      'queue ! video/x-raw, format=(string)I420, width = 3 ! x',
      ['queue', '!', 'video/x-raw,', 'format=(string)I420,', 'width', '=', '3', '!', 'x'],
    ],
    ["queue ! 'video/x-raw, width=3' ! x", ['queue', '!', 'video/x-raw,', 'width=3', '!', 'x']],
    ['video/x-raw(memory:NVMM),width=3 ! x', ['video/x-raw(memory:NVMM),width=3', '!', 'x']],
    ['textoverlay text="a b ! c" ! x', ['textoverlay', 'text="a b ! c"', '!', 'x']],
    ["textoverlay text='a b' ! x", ['textoverlay', "text='a b'", '!', 'x']],
    ['textoverlay text=a\\ b ! x', ['textoverlay', 'text=a b', '!', 'x']],
    [
      'tee name=t ! queue ! a t. ! queue ! b t.src_1 ! c',
      ['tee', 'name=t', '!', 'queue', '!', 'a', 't.', '!', 'queue', '!', 'b', 't.src_1', '!', 'c'],
    ],
    ['( a ! b ) ! c', ['(', 'a', '!', 'b', ')', '!', 'c']],
    ['bin.( a ) ! c', ['bin.(', 'a', ')', '!', 'c']],
    ['decodebin uri=file:///a/b ! x', ['decodebin', 'uri=file:///a/b', '!', 'x']],
  ])('splits %s', (text, expected) => {
    expect(argumentsOf(text)).toEqual(expected);
  });

  it.each([
    ['a text="x', "the value's quote is never closed"],
    ['a ! "b', 'a quote is never closed'],
    ['a ! "b c" ! d', 'a quoted text stands where an element is due'],
    ['a b=', 'a property has no value'],
    ['a ! \u0000', 'there is a control character'],
    ['a ! $b', 'this is no element'],
  ])('names the place of a fault: %s', (text, reason) => {
    expect(() => tokenise(text)).toThrow(
      expect.objectContaining({
        code: 'PIPELINE_INVALID',
        message: expect.stringContaining(reason) as string,
      }) as Error,
    );
  });

  it('lists the elements, each once', () => {
    expect(
      elementNames(
        tokenise('tee name=t ! queue ! x264enc ! video/x-h264, profile=high ! mp4mux t. ! queue ! fakesink'),
      ),
    ).toEqual(['tee', 'queue', 'x264enc', 'mp4mux', 'fakesink']);
  });
});

describe('parseFragment', () => {
  it.each([
    ['', 'it is empty'],
    ['! a', 'must not begin with a link'],
    ['a !', 'must not end with a link'],
    ['a ! ! b', 'two links follow each other'],
    ['( a ! b', 'a parenthesis is never closed'],
    ['a ! b )', 'never opened'],
    ['x=1', 'a property stands where an element is due'],
    ['video/x-raw', 'it names no element'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseFragment(text)).toThrow(reason);
  });

  it.each([
    ['x264enc ! mp4mux', false],
    ['videoconvert ! autovideosink sync=false', true],
    ['x264enc ! mpegtsmux ! hlssink', true],
    ['x264enc ! h264parse ! hlssink2', true],
  ])('knows whether %s has a sink of its own', (text, endsInSink) => {
    expect(parseFragment(text).endsInSink).toBe(endsInSink);
  });
});

it('returns or throws a ReelayError for any text, quickly', () => {
  const pieces = fc.constantFrom(
    '!',
    ' ',
    '"',
    "'",
    '\\',
    '=',
    ',',
    '(',
    ')',
    '.',
    ':',
    'a',
    'queue',
    'video/x-raw',
    'b=1',
    '\n',
    '{',
    '/',
    '://',
    ';',
    'é',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (source) => {
      try {
        parseFragment(source).arguments.forEach((argument) => expect(argument).not.toContain('\0'));
      } catch (error) {
        expect(error).toBeInstanceOf(ReelayError);
      }
    }),
    { numRuns: 1500 },
  );
  for (const long of ['"', '\\', 'a=', '(', 'a '.repeat(2), '!', 'a/b,'].map((piece) =>
    piece.repeat(65_536 / piece.length),
  )) {
    const start = performance.now();
    try {
      parseFragment(long);
    } catch (error) {
      expect(error).toBeInstanceOf(ReelayError);
    }
    expect(performance.now() - start).toBeLessThan(1000);
  }
});
