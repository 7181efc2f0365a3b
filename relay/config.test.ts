import { describe, expect, test } from 'vitest';
import { UsageError } from './command.ts';
import { HELP, parseCommandLine } from './config.ts';

test('without options: this machine only, the usual port, a new token each time', () => {
  const first = parseCommandLine([]);
  const second = parseCommandLine([]);
  expect(first).toMatchObject({
    host: '127.0.0.1',
    port: 8787,
    recordings: 'recordings',
    open: false,
    allowedOrigins: [],
  });
  expect(first.token).toMatch(/^[0-9a-f]{32}$/);
  expect(first.token).not.toBe(second.token);
});

test('every option of the help text is taken', () => {
  const options = [...HELP.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
  expect(options).toContain('no-install');
  // What asks for the help is no option of the relay's.
  for (const name of options.filter((option) => option !== 'help')) {
    const takesValue = new RegExp(`--${name} [A-Z]`).test(HELP);
    const value = ['port', 'mjpeg-in', 'stall-timeout'].includes(name ?? '')
      ? '0'
      : name === 'allow-origin'
        ? 'https://example.org'
        : name === 'encoder'
          ? 'x264'
          : 'some-value';
    expect(() => parseCommandLine(takesValue ? [`--${name}`, value] : [`--${name}`])).not.toThrow();
  }
});

test('a demo does not need the usual port', () => {
  expect(parseCommandLine(['--demo', 'x.mp4'], '/somewhere')).toMatchObject({ port: 0, demo: '/somewhere/x.mp4' });
});

test("relative paths are meant from where the person stood; the default folder is the program's", () => {
  const args = ['--recordings', 'out', '--presets', '../mine.json', '--demo', '/tmp/x.mp4'];
  expect(parseCommandLine(args, '/home/me/work')).toMatchObject({
    recordings: '/home/me/work/out',
    presets: '/home/me/mine.json',
    demo: '/tmp/x.mp4',
  });
  expect(parseCommandLine([], '/home/me/work')).toMatchObject({ recordings: 'recordings' });
});

test('inputs have a name, their own or one with their port', () => {
  expect(parseCommandLine(['--mjpeg-in', '9000', '--mjpeg-in', 'camera-2=9001'])).toMatchObject({
    mjpegInputs: [
      { name: 'in-9000', port: 9000 },
      { name: 'camera-2', port: 9001 },
    ],
  });
});

test('an output may take as long for a frame as the person says', () => {
  expect(parseCommandLine(['--stall-timeout', '2.5'])).toMatchObject({ stallTimeoutMs: 2500 });
  expect(parseCommandLine(['--stall-timeout', '0'])).toMatchObject({ stallTimeoutMs: 0 });
  expect(parseCommandLine([])).toMatchObject({ stallTimeoutMs: undefined });
});

test('shares are read, and one name has one share', () => {
  const shares = ['--share', 'a', '--share', 'b=interval:1000,size:480x270'];
  expect(parseCommandLine(shares)).toMatchObject({ shares: [{ name: 'a' }, { name: 'b', intervalMs: 1000 }] });
  expect(() => parseCommandLine(['--share', 'a', '--share', 'a=slots:4'])).toThrow('--share a is given twice.');
  expect(() => parseCommandLine(['--share', 'a=slots:1'])).toThrow('it must be a whole number from 2 to 256');
});

describe('what cannot be used is named', () => {
  test.each([
    [['--port', 'http'], /--port must be a number/],
    [['--port', '70000'], /--port must be a number/],
    [['--mjpeg-in', 'a b=9000'], /--mjpeg-in must be a number/],
    [['--mjpeg-in', '9000', '--mjpeg-in', '9000'], /two are called "in-9000"/],
    [['--stall-timeout', '31 s'], /--stall-timeout must be a number of seconds/],
    [['--stall-timeout', 'never'], /--stall-timeout must be a number of seconds/],
    [['--token', 'short'], /--token must have at least 8/],
    [['--allow-origin', 'example.org'], /--allow-origin takes an origin/],
    [['--allow-origin', 'https://example.org/path'], /--allow-origin takes an origin/],
    [['--unknown'], /--help/],
    [['file'], /--help/],
  ])('%j', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
    expect(() => parseCommandLine(args)).toThrow(UsageError);
  });
});

test('an encoder is one of those there are', () => {
  expect(parseCommandLine([])).toMatchObject({ encoder: 'auto' });
  expect(parseCommandLine(['--encoder', 'va'])).toMatchObject({ encoder: 'va' });
  expect(() => parseCommandLine(['--encoder', 'fast'])).toThrow('auto, x264, openh264, va, nvenc, v4l2');
});
