import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidateFile, isSafeFileName, safeStem } from './names.ts';

describe('the name a person gives', () => {
  it.each([
    ['Première prise', 'Premiere-prise'],
    ['take 1', 'take-1'],
    ['../../etc/passwd', 'etc-passwd'],
    ['..', 'recording'],
    ['', 'recording'],
    ['   ', 'recording'],
    ['🎬', 'recording'],
    ['日本語', 'recording'],
    ['nul\0byte', 'nul-byte'],
    ['a" ! filesink location="b', 'a-filesink-location-b'],
    ["it's", 'it-s'],
    ['-rf', 'rf'],
    ['--gst-plugin-load=x.so', 'gst-plugin-load-x-so'],
    ['.hidden', 'hidden'],
    ['trailing.', 'trailing'],
    ['C:\\Users\\me', 'C-Users-me'],
    ['take.mp4.part', 'take-mp4-part'],
    ['under_score', 'under_score'],
    ['x'.repeat(200), 'x'.repeat(64)],
    ['CON', 'recording-CON'],
    ['nul', 'recording-nul'],
    ['com1', 'recording-com1'],
    ['LPT9', 'recording-LPT9'],
    ['AUX.', 'recording-AUX'],
    ['console', 'console'],
    ['com10', 'com10'],
  ])('%j becomes %j', (name, stem) => {
    expect(safeStem(name)).toBe(stem);
  });

  it('becomes a safe file name whatever it is, and however often it is taken', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 200, unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('.', '/', '\\', '-', '_', '"', '!', '\0', ' ', ':', '%', '$', '`', 'a', 'é', '🎬'),
      }),
    );
    fc.assert(
      fc.property(name, fc.nat({ max: 10_000 }), (given, attempt) => {
        const file = candidateFile(safeStem(given), attempt, 'mp4');
        expect(file).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]*\.mp4$/);
        expect(isSafeFileName(file)).toBe(true);
        expect(file).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
      }),
    );
  });
});
