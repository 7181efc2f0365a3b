import { expect, it } from 'vitest';
import { MAX_CONTROL_BYTES, MAX_OUTPUT_ERROR_LENGTH, MAX_OUTPUTS } from '../../shared/wire/limits.ts';
import { controlBytes, encodeRelayMessage, type OutputReport } from '../../shared/wire/messages.ts';
import { fitted, type LastWord } from './last-word.ts';

/** Takes six bytes for each character, as JSON. */
const DEAR = '\u0001'.repeat(MAX_OUTPUT_ERROR_LENGTH);

it('the errors of as many outputs as there may be fit into the last word (rules 32, 35)', () => {
  const shown = {
    url: '',
    preset: 'mp4',
    mime: 'video/mp4',
    width: 2,
    height: 2,
    frames: 1,
    durationSeconds: 1,
    bytes: 1,
  };
  const output: OutputReport = {
    id: 'a',
    ...shown,
    error: { code: 'PIPELINE_FAILED', message: DEAR, remedy: DEAR },
  };
  const outputs = Array.from({ length: MAX_OUTPUTS }, () => output);
  const more = { name: '', fps: [1, 1], dropped: 0, gaps: [], warnings: [], transport: 'socket' } as const;
  const text = '\u0001'.repeat(4000);
  const word: LastWord = {
    type: 'failed',
    code: 'PIPELINE_FAILED',
    message: text,
    remedy: text,
    recording: { id: 'a', ...shown, ...more, outputs },
  };
  expect(controlBytes(word)).toBeGreaterThan(MAX_CONTROL_BYTES);
  const told = fitted(word);
  expect(() => encodeRelayMessage(told)).not.toThrow();
  expect(told.recording?.outputs.map(({ error }) => error?.code)).toEqual(outputs.map(() => 'PIPELINE_FAILED'));
});
