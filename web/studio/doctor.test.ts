import { describe, expect, it } from 'vitest';
import { type Examination, headline, lacksOf } from './doctor.ts';

const examination: Examination = {
  state: 'error',
  findings: [
    { id: 'node', state: 'ok', message: 'Node is 20.20.2.' },
    { id: 'browser', state: 'warning', message: 'There is no Chromium.', remedy: 'Install it.' },
    { id: 'disk', state: 'error', message: 'The disk is full.', remedy: 'Free some space.' },
    { id: 'later', state: 'warning', message: 'A check of a later relay.', remedy: 'Do.' },
  ],
};

describe('what lacks', () => {
  it('is told the worst first, without what is well', () => {
    expect(lacksOf(examination).map(({ id }) => id)).toEqual(['disk', 'browser', 'later']);
  });

  it('is summed up in a line, unknown checks too', () => {
    expect(headline(lacksOf(examination))).toBe('Missing on the relay\u2019s machine: disk space, a browser, later');
  });
});
