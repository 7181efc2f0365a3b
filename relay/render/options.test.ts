import { describe, expect, it } from 'vitest';
import { UsageError } from '../command.ts';
import { BUILT_IN_PRESETS } from '../pipeline/presets.ts';
import { RENDER_HELP } from './help.ts';
import { parseRenderOptions, type RenderOptions } from './options.ts';
import { planOutputs } from './outputs.ts';

const parse = (...args: string[]): RenderOptions => parseRenderOptions(args, '/home');
const plan = (...args: string[]): (readonly [string, string])[] =>
  planOutputs(parse('page.html', ...args), BUILT_IN_PRESETS).map(({ to, preset }) => [to, preset.id] as const);

describe('the command line', () => {
  it('has defaults for all but the page and the output', () => {
    expect(parse('page.html', '-o', 'out.mp4')).toEqual({
      page: 'page.html',
      outputs: ['/home/out.mp4'],
      presets: [],
      quality: 'standard',
      keepsAlpha: false,
      mode: 'offline',
      rate: [60, 1],
      frames: 300,
      skippedFrames: 0,
      size: { width: 1280, height: 720 },
      scale: 1,
      selector: null,
      seed: 1,
      settle: 'first',
      waitFor: null,
      setup: null,
      headers: [],
      cookies: [],
      timeoutMs: 30_000,
      ignoresErrors: false,
      transport: 'auto',
      browser: undefined,
      json: false,
    });
  });

  it('skips no time where it runs by the wall clock', () => {
    expect(parse('x', '-o', 'o.mp4', '--realtime')).toMatchObject({ mode: 'realtime', skippedFrames: 0 });
    expect(() => parse('x', '-o', 'o.mp4', '--realtime', '--start', '1')).toThrow('--start');
  });

  it('counts lengths in frames of the exact rate', () => {
    expect(parse('x', '-o', 'o.mp4', '--fps', '30000/1001', '--duration', '2', '--start', '1')).toMatchObject({
      rate: [30_000, 1001],
      frames: 60,
      skippedFrames: 30,
    });
    expect(parse('x', '-o', 'o.mp4', '--fps', '59.94', '--frames', '7')).toMatchObject({
      rate: [60_000, 1001],
      frames: 7,
    });
  });

  it('means relative paths from where it was typed', () => {
    expect(parse('x', '-o', '../o.mp4', '-o', '-', '--setup', 's.js', '--browser', 'bin/chrome')).toMatchObject({
      outputs: ['/o.mp4', '-'],
      setup: '/home/s.js',
      browser: '/home/bin/chrome',
    });
  });

  it('takes headers and cookies apart', () => {
    const { headers, cookies } = parse('x', '-o', 'o.mp4', '--header', 'A-B:  c: d', '--cookie', 'a=b=c');
    expect({ headers, cookies }).toEqual({
      headers: [{ name: 'A-B', value: 'c: d' }],
      cookies: [{ name: 'a', value: 'b=c' }],
    });
  });

  it('takes every option of the help', () => {
    const values: Readonly<Record<string, string>> = {
      output: 'x.mp4',
      preset: 'mp4',
      quality: 'high',
      fps: '30',
      duration: '1',
      frames: '3',
      start: '1',
      size: '10x10',
      scale: '2',
      selector: '#x',
      seed: '3',
      settle: 'every',
      'wait-for': '#x',
      setup: 'x',
      header: 'a: b',
      cookie: 'a=b',
      timeout: '5',
      transport: 'socket',
      browser: 'x',
    };
    const named = [...RENDER_HELP.matchAll(/^ {2}(?:-o, )?--([a-z-]+)( [A-Za-z]+)?  /gm)];
    expect(named.length).toBeGreaterThan(20);
    for (const [, name = '', value] of named) {
      if (name === 'help') continue;
      const given = value === undefined ? [`--${name}`] : [`--${name}`, values[name] ?? 'missing'];
      expect(() => parse('page', ...(name === 'output' ? [] : ['-o', 'y.mp4']), ...given), name).not.toThrow();
    }
  });

  it.each([
    [[], 'one page'],
    [['a', 'b', '-o', 'x.mp4'], 'one page'],
    [['a'], '-o OUT'],
    [['a', '-o', 'x.mp4', '-o', './x.mp4'], 'given twice'],
    [['a', '-o', 'x.mp4', '--fps', 'fast'], '--fps'],
    [['a', '-o', 'x.mp4', '--fps', '30/0'], '--fps'],
    [['a', '-o', 'x.mp4', '--frames', '1.5'], '--frames'],
    [['a', '-o', 'x.mp4', '--frames', '0'], '--frames'],
    [['a', '-o', 'x.mp4', '--frames', '1', '--duration', '1'], 'not both'],
    [['a', '-o', 'x.mp4', '--duration', '0'], '--duration'],
    [['a', '-o', 'x.mp4', '--size', '1280'], '--size'],
    [['a', '-o', 'x.mp4', '--size', '0x720'], '--size'],
    [['a', '-o', 'x.mp4', '--scale', '9'], '--scale'],
    [['a', '-o', 'x.mp4', '--quality', 'best'], '--quality'],
    [['a', '-o', 'x.mp4', '--header', 'no colon'], '--header'],
    [['a', '-o', 'x.mp4', '--header', 'A: b\r\nC: d'], '--header'],
    [['a', '-o', 'x.mp4', '--cookie', 'a=b; Domain=.com'], '--cookie'],
    [['a', '-o', 'x.mp4', '--seed', '-1'], '--seed'],
    [['a', '-o', 'x.mp4', '--frame', '3'], '--help'],
  ])('refuses %j', (args, problem) => {
    expect(() => parseRenderOptions(args, '/home')).toThrow(UsageError);
    expect(() => parseRenderOptions(args, '/home')).toThrow(problem);
  });
});

describe('the formats', () => {
  it('go by the endings, and by the presets that are named', () => {
    expect(plan('-o', 'a.mp4', '-o', 'b.WEBM', '-o', 'c.gif')).toEqual([
      ['/home/a.mp4', 'mp4'],
      ['/home/b.WEBM', 'webm'],
      ['/home/c.gif', 'gif'],
    ]);
    expect(plan('-o', 'a.mp4', '-o', 'b.webm', '--preset', 'mp4-h265')).toEqual([
      ['/home/a.mp4', 'mp4-h265'],
      ['/home/b.webm', 'webm'],
    ]);
    expect(plan('-o', '-', '--preset', 'webm-vp8')).toEqual([['-', 'webm-vp8']]);
  });

  it.each([
    [['-o', 'a.txt'], 'must be one of .mp4'],
    [['-o', 'a'], 'must be one of .mp4'],
    [['-o', '-'], 'name it with --preset'],
    [['-o', '-', '--preset', 'png'], 'folder'],
    [['-o', 'a.mp4', '--preset', 'webm'], 'No output is of the preset webm'],
    [['-o', 'a.mp4', '--preset', 'nothing'], 'no preset "nothing"'],
    [['-o', 'a.mp4', '--alpha'], 'cannot keep transparency'],
    [['-o', 'a.mp4', '--quality', 'lossless'], 'mp4 has draft, standard, high'],
  ])('refuse %j', (args, problem) => {
    expect(() => plan(...args)).toThrow(problem);
  });
});
