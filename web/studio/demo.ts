/** The report of a recording that the address started with `autorecord=1`, for whoever drives the browser. */
import type { StudioModel } from './model.ts';

/** True where the address asks for a recording at once. */
export function isAutorecord(query: URLSearchParams): boolean {
  return query.get('autorecord') === '1';
}

/** Records once and reports the outcome on the console: `reelay-demo {"ok":...}`. */
export async function autorecord(model: StudioModel): Promise<void> {
  report(await outcome(model));
}

async function outcome(model: StudioModel): Promise<object> {
  const { presets, unsupported, validation } = model;
  if (presets.state === 'failed') return { ok: false, error: presets.problem };
  if (unsupported) return { ok: false, error: unsupported };
  if (!validation.ok)
    return failure(
      'OPTION_INVALID',
      Object.entries(validation.problems)
        .map(([field, text]) => `${field}: ${text}`)
        .join(' '),
    );
  const run = await model.record();
  if (run.state === 'finished') {
    // Its address carries the token, which does not belong in a log.
    const { url: _url, ...recording } = run.recording;
    return { ok: true, recording };
  }
  if (run.state === 'failed') return { ok: false, error: run.problem };
  return failure('WRONG_STATE', `The recording is ${run.state}.`);
}

function failure(code: string, message: string): object {
  return { ok: false, error: { code, message, remedy: 'Correct the address.' } };
}

function report(result: object): void {
  console.info(`reelay-demo ${JSON.stringify(result)}`);
}
