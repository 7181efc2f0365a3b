/**
 * What `work` gives, or undefined where `signal` aborts before it is done: work that never ends must not keep a recording
 * from ending. Leaves nothing behind at the signal, which outlives many frames.
 */
export async function unlessAborted<Value>(
  work: Value | PromiseLike<Value>,
  signal: AbortSignal | undefined,
): Promise<{ readonly value: Value } | undefined> {
  if (!isPromise(work)) return { value: work };
  if (!signal) return { value: await work };
  let give = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    give = () => resolve(undefined);
  });
  signal.addEventListener('abort', give);
  if (signal.aborted) give();
  try {
    return await Promise.race([work.then((value) => ({ value })), aborted]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

function isPromise<Value>(work: Value | PromiseLike<Value>): work is PromiseLike<Value> {
  return typeof work === 'object' && work !== null && 'then' in work;
}
