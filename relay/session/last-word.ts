/** A session's last message, made to fit. */
import type { RecordingReport, RelayMessage } from '../../shared/wire/messages.ts';
import { controlBytes } from '../../shared/wire/messages.ts';
import { MAX_CONTROL_BYTES } from '../../shared/wire/limits.ts';

export type LastWord = Extract<RelayMessage, { type: 'finished' | 'failed' }>;

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
