import { describe, expect, it } from 'vitest';
import { tokenise } from './description.ts';
import { parseFragment } from './fragment.ts';
import { parseDescription } from './parse.ts';
import { propertyArgument } from './value.ts';

const argumentsOf = (text: string): string =>
  parseFragment(text)
    .arguments({ converter: [], file: ['FILE'] })
    .join(' ');

function fault(code: 'PIPELINE_INVALID', ...parts: string[]): Error {
  return expect.objectContaining({
    code,
    message: expect.stringMatching(
      new RegExp(parts.map((part) => part.replaceAll(/\W/g, '\\$&')).join('.*')),
    ) as string,
  }) as Error;
}

describe('tokenise', () => {
  it.each<[text: string, value: string]>([
    ['a b=1', '1'],
    ['a b = 1', '1'],
    ['a b="c d ! e"', 'c d ! e'],
    ["a b='c d'", 'c d'],
    ['a b=c\\ d', 'c d'],
    ['a b="say \\"hi\\""', 'say "hi"'],
    ["a b='it\\'s'", "it's"],
    ['a b=""', ''],
    ['a b=c"d', 'c"d'],
    ['a b=video/x-raw,format=RGB', 'video/x-raw,format=RGB'],
    ['a b=C:\\\\x', 'C:\\x'],
  ])('reads the value of %s as %s', (text, value) => {
    const token = tokenise(text)[1];
    expect(token).toMatchObject({ kind: 'property', name: 'b', value });
    // And again, after it was written for gst-launch.
    expect(tokenise(`a ${propertyArgument('b', value)}`)[1]).toMatchObject({ value });
  });

  it.each([
    ['a text="x', 8, 'does not end with one'],
    ['a ! "b', 5, 'a quote is never closed'],
    ['a ! "b c" ! d', 5, 'a quoted text stands where an element is due'],
    ['a b=', 3, 'has no value'],
    ['a ! \u0000', 5, 'there is a control character'],
    ['a ! $b', 5, 'this is no element'],
    ['a b="c d\\\\"', 5, 'cannot end with a backslash'],
  ])('names the place of a fault: %j', (text, character, reason) => {
    expect(() => tokenise(text)).toThrow(fault('PIPELINE_INVALID', `at character ${character} `, reason));
  });
});

describe('parseDescription', () => {
  it('gives elements with their properties, links with their pads, and follows names', () => {
    const { elements, links } = parseDescription(
      'queue name=in ! tee name=t .src_0 ! .sink x264enc ! ( name=b mp4mux ! queue ) ! fakesink  t. ! q.  t.src_5,src_6 ! queue name=q  queue0. ! fakesink',
    );
    expect(elements.map(({ type, name }) => [type, name])).toEqual([
      ['queue', 'in'],
      ['tee', 't'],
      ['x264enc', undefined],
      ['mp4mux', undefined],
      ['queue', undefined],
      ['fakesink', undefined],
      ['queue', 'q'],
      ['fakesink', undefined],
    ]);
    const ends = links.map(({ from, to, fromPads, toPads }) => [from, fromPads.join(), to, toPads.join()]);
    expect(ends.map((end) => end.join(' ')).sort()).toEqual([
      '0  1 ',
      '1  6 ',
      '1 src_0 2 sink',
      '1 src_5,src_6 6 ',
      '2  3 ',
      '3  4 ',
      '4  5 ',
      '4  7 ',
    ]);
  });

  it.each([
    ['', 'it is empty'],
    ['! a', 'must not begin with a link'],
    ['a !', 'must not end with a link'],
    ['a ! ! b', 'two links follow each other'],
    ['( a ! b', 'a parenthesis is never closed'],
    ['a ! b )', 'never opened'],
    ['a ! ( )', 'a bin is empty'],
    ['x=1', 'a property stands where an element is due'],
    ['video/x-raw', 'it names no element'],
    ['a ! x.', 'there is no element named "x"'],
    ['a name=b ! c name=b', 'another element has the name "b"'],
    ['a .src', 'its pad "src" is linked to nothing'],
    ['a name=t t.', 'a name with a dot stands for itself'],
    ['a ! .sink t. b name=t', 'a pad stands before what is no element'],
    ['a name=t ! t. ! b', 'a link stands where an element is due'],
    ['a ! video/x-raw,x ! b', 'neither a field nor an alternative'],
    ['a ! video/x-raw,width=(int)x ! b', '"x" is no value of the type "int"'],
    ['a ! video/x-raw,width=[ 1, 5 ! b', 'a closing bracket is missing'],
    [`${'( '.repeat(50)}a${' )'.repeat(50)}`, 'nested too deep'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseDescription(text)).toThrow(fault('PIPELINE_INVALID', reason));
  });

  it.each([
    'a ! video/x-raw(memory:NVMM, meta:x), width = 3, format=(string){ I420, "NV12" }, framerate=(fraction)[ 0/1, 60/1 ] ! b',
    'a ! video/x-raw;image/jpeg, x=<1,2> ! b',
    'a ! "video/x-raw, colorimetry=1:1:7:1" ! b',
    'a : b',
    'file:///a/b ! a',
  ])('takes %s', (text) => {
    expect(parseDescription(text).links).toHaveLength(1);
  });
});

describe('parseFragment', () => {
  it.each([
    ['videorate ! theoraenc ! oggmux', 'videorate ! theoraenc ! oggmux ! FILE'],
    ['x264enc  bitrate = 500\n!\tmp4mux', 'x264enc bitrate=500 ! mp4mux ! FILE'],
    ["textoverlay text='a b' ! x", 'textoverlay text="a b" ! x ! FILE'],
    ['video/x-raw, width = 3 ! x', 'video/x-raw, width = 3 ! x ! FILE'],
    ["queue ! 'video/x-raw, width=3' ! x", 'queue ! video/x-raw, width=3 ! x ! FILE'],
    ['x264enc ! video/x-h264,profile=high', 'x264enc ! video/x-h264,profile=high ! FILE'],
    ['videoconvert ! autovideosink sync=false', 'videoconvert ! autovideosink sync=false'],
    // The open end is written to, wherever it stands.
    [
      'tee name=t ! queue ! x264enc ! mp4mux t. ! queue ! autovideosink',
      'tee name=t ! queue ! x264enc ! mp4mux ! FILE t. ! queue ! autovideosink',
    ],
    ['( x264enc ! mp4mux )', 'identity name=reelay_source ( reelay_source. ! x264enc ! mp4mux ! FILE )'],
    [
      'audiotestsrc ! voaacenc ! m.  x264enc ! mp4mux name=m',
      'identity name=reelay_source audiotestsrc ! voaacenc ! m. reelay_source. ! x264enc ! mp4mux name=m ! FILE',
    ],
    ['appsrc ! queue max-size-buffers=4 ! fakesink', 'identity name=appsrc0 ! queue max-size-buffers=4 ! fakesink'],
    ['queue name=q ! fakesink appsrc .src ! q.', 'identity name=appsrc0 queue name=q ! fakesink appsrc0. ! q.'],
    ['appsrc name=src src. ! queue ! x264enc', 'identity name=src src. ! queue ! x264enc ! FILE'],
    [
      'queue name=q ! fakesink appsrc name=src is-live=true ! tee name=t ! q. t. ! queue ! fakesink',
      'identity name=src queue name=q ! fakesink src. ! tee name=t ! q. t. ! queue ! fakesink',
    ],
  ])('makes %s whole', (text, whole) => {
    expect(argumentsOf(text)).toBe(whole);
  });

  it.each([
    ['videotestsrc ! fakesink', 'all sink pads are linked'],
    ['x264enc ! fakesink queue ! fakesink', 'sink pad of "queue", nor to that of "x264enc" at character 1'],
    ['tee name=t ! a t. ! b', 'source pad of "b", nor to that of "a" at character'],
    ['appsrc ! fakesink appsrc name=b ! fakesink', 'a second "appsrc"'],
    ['appsrc ! fakesink queue name=q ! fakesink', 'nothing is linked to the sink pad of "queue" named "q"'],
    ['appsrc format=bytes ! fakesink', '"appsrc" cannot have format=bytes: frames are timed here'],
    ['appsrc max-bytes=0 ! fakesink', 'would let memory grow'],
    ['appsrc max-bytes=x ! fakesink', 'must be a whole number'],
    ['appsrc caps=video ! fakesink', 'the caps of "appsrc" cannot be used'],
    ['appsrc foo=1 ! fakesink', 'cannot honour the property "foo"'],
    ['video/x-raw ! appsrc', 'as there is an "appsrc"'],
  ])('refuses %s', (text, reason) => {
    expect(() => parseFragment(text)).toThrow(fault('PIPELINE_INVALID', reason));
  });

  it('reads what an appsrc asks for', () => {
    const text =
      'appsrc name=src emit-signals=True is-live=True format=time block=false max-bytes=5000 max-buffers=2 ' +
      'caps="video/x-raw, format=(string)RGB, width=640,height=480,framerate=30/1" ! fakesink';
    expect(parseFragment(text).appsrc).toEqual({
      name: 'src',
      caps: {
        media: 'video/x-raw',
        fields: new Map([
          ['format', 'RGB'],
          ['width', '640'],
          ['height', '480'],
          ['framerate', '30/1'],
        ]),
      },
      block: false,
      maxBytes: 5000,
      maxFrames: 2,
      timesByArrival: true,
    });
    expect(parseFragment('appsrc ! fakesink').appsrc).toMatchObject({
      ...{ name: 'appsrc0', caps: undefined, block: true, timesByArrival: false },
    });
  });
});
