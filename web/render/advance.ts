/** Time that goes by before the first frame: frames that are drawn and not recorded. */
import { ReelayError } from '../../shared/errors.ts';
import type { RenderRequest } from '../../shared/render/messages.ts';
import { unlessAborted } from '../capture/unless-aborted.ts';
import type { Target } from './target.ts';

/** Begins an expression in `waitFor`; anything else is a selector. */
const EXPRESSION = 'js=';

/** Runs the script of the request in the page. Throws RENDER_SETUP_FAILED and RENDER_NOT_READY. */
export async function runSetup(
  target: Target,
  { setup, timeoutMs, settle }: RenderRequest,
  signal: AbortSignal,
): Promise<void> {
  if (setup === null) return;
  let isDone = false;
  let failure: { readonly error: unknown } | undefined;
  const source = `(async () => {${setup}\n})()\n//# sourceURL=setup`;
  const run = async (): Promise<void> => {
    await target.window.eval(source);
  };
  void run()
    .catch((error: unknown) => (failure = { error }))
    .finally(() => (isDone = true));
  await advanceUntil({
    target,
    timeoutMs,
    settle,
    signal,
    what: 'the script of --setup to end',
    isReady: () => isDone,
  });
  if (failure) throw new ReelayError('RENDER_SETUP_FAILED', { cause: textOf(failure.error) }, { cause: failure.error });
}

/** Waits for what `waitFor` names. Throws RENDER_NOT_READY, and OPTION_INVALID where it cannot be looked for. */
export async function waitForPage(
  target: Target,
  { waitFor, timeoutMs, settle }: RenderRequest,
  signal: AbortSignal,
): Promise<void> {
  if (waitFor === null) return;
  const { window } = target;
  const isReady = async (): Promise<boolean> => {
    try {
      return waitFor.startsWith(EXPRESSION)
        ? Boolean(await window.eval(waitFor.slice(EXPRESSION.length)))
        : window.document.querySelector(waitFor) !== null;
    } catch (error) {
      throw new ReelayError('OPTION_INVALID', { option: 'wait-for', value: waitFor, reason: textOf(error) });
    }
  };
  await advanceUntil({ target, timeoutMs, settle, signal, what: waitFor, isReady });
}

interface Wait {
  readonly target: Target;
  readonly timeoutMs: number;
  readonly settle: RenderRequest['settle'];
  readonly signal: AbortSignal;
  readonly what: string;
  isReady(): boolean | Promise<boolean>;
}

/** Steps the clock until it is so: what waits for time, and not for an answer, would else wait for ever. */
export async function advanceUntil({ target, timeoutMs, settle, signal, what, isReady }: Wait): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!signal.aborted) {
    // What comes from outside comes first, so that it takes the same number of frames in every run.
    if (settle !== 'never') await unlessAborted(target.clock.settled(), signal);
    const ready = await unlessAborted(isReady(), signal);
    if (!ready || ready.value) return;
    if (performance.now() > endMs) throw new ReelayError('RENDER_NOT_READY', { what, seconds: timeoutMs / 1000 });
    await unlessAborted(target.clock.step(), signal);
  }
}

function textOf(error: unknown): string {
  return error instanceof Object && 'message' in error ? String(error.message) : String(error);
}
