import { describe, expect, it } from 'vitest';
import { parseStageMessage, readOutcome } from './messages.ts';

describe('what comes from the stage, which the rendered page can reach', () => {
  it('is a phase and a frame', () => {
    expect(parseStageMessage('{"phase":"drawing","frame":3,"more":1}')).toEqual({ phase: 'drawing', frame: 3 });
  });

  it.each([
    '',
    'null',
    '3',
    '{',
    '{"phase":"drawing"}',
    '{"phase":"drawing","frame":-1}',
    '{"phase":"drawing","frame":1.5}',
    '{"phase":"drawing","frame":"1"}',
    '{"phase":"other","frame":1}',
    `{"phase":"drawing","frame":1,"x":"${'x'.repeat(200)}"}`,
  ])('is nothing else: %s', (payload) => {
    expect(parseStageMessage(payload)).toBeUndefined();
  });

  it('ends with an outcome, whose words are cut', () => {
    expect(readOutcome({ kind: 'done', code: 1 })).toEqual({ kind: 'done' });
    const failed = { kind: 'failed', code: 'RENDER_PAGE_LEFT', message: 'x'.repeat(5000), remedy: 3 };
    expect(readOutcome(failed)).toEqual({
      kind: 'failed',
      code: 'RENDER_PAGE_LEFT',
      message: 'x'.repeat(2000),
      remedy: '',
    });
    for (const value of [undefined, null, 3, {}, { kind: 'failed' }, { kind: 'failed', code: 'toString' }])
      expect(readOutcome(value)).toBeUndefined();
  });
});
