/** A session's last message: what it says, made to fit. */
import { ReelayError } from '../../shared/errors.ts';
import type { RecordingReport, RelayMessage } from '../../shared/wire/messages.ts';
import { controlBytes } from '../../shared/wire/messages.ts';
import { MAX_CONTROL_BYTES, MAX_ERROR_TEXT_LENGTH } from '../../shared/wire/limits.ts';
import type { Conclusion } from './conclude.ts';
import type { Outputs } from './outputs.ts';
import { report } from './report.ts';

export type LastWord = Extract<RelayMessage, { type: 'finished' | 'failed' }>;

/**
 * What became of a recording.
 * @param cause why it ended, where it was not because the page asked for it
 */
export function lastWord(
  outputs: Outputs,
  conclusions: readonly Conclusion[],
  cause: ReelayError | undefined,
): LastWord {
  const errors = conclusions.map(({ error }) => error);
  // It is finished where any output is complete; else the first cause is told.
  const error = cause ?? (errors.includes(undefined) ? undefined : errors[0]);
  const recording = report(outputs, conclusions);
  if (error || !recording) return failed(error ?? new ReelayError('NOTHING_RECORDED'), recording);
  return { type: 'finished', recording };
}

/** @param recording what could be kept */
export function failed({ code, message, remedy }: ReelayError, recording?: RecordingReport): LastWord {
  return {
    type: 'failed',
    code,
    // Both may quote a pipeline of any length.
    message: message.slice(0, MAX_ERROR_TEXT_LENGTH),
    remedy: remedy.slice(0, MAX_ERROR_TEXT_LENGTH),
    ...(recording ? { recording } : {}),
  };
}

/**
 * `message` as a control message can hold it (docs/PROTOCOL.md, rules 32, 35): of gaps and warnings the first ones, where all
 * are too many; and where there are none, of what ended an output only the code. Then it always fits, as every other text
 * has its own limit.
 */
export function fitted(message: LastWord): LastWord {
  const { recording } = message;
  if (!recording || controlBytes(message) <= MAX_CONTROL_BYTES) return message;
  const { gaps, warnings } = recording;
  if (gaps.length + warnings.length === 0)
    return { ...message, recording: { ...recording, ...withoutTexts(recording) } };
  const fewer =
    JSON.stringify(gaps).length > JSON.stringify(warnings).length
      ? { gaps: gaps.slice(0, -1) }
      : { warnings: warnings.slice(0, -1) };
  return fitted({ ...message, recording: { ...recording, ...fewer } });
}

function withoutTexts({ outputs }: RecordingReport): Pick<RecordingReport, 'outputs'> {
  return {
    outputs: outputs.map(({ error, ...output }) =>
      error ? { ...output, error: { code: error.code, message: '', remedy: '' } } : output,
    ),
  };
}
