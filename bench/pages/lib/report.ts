/** What a page tells the bench's server. */

/** Tells the server and waits until it has heard. */
export async function report(
  what: 'begin' | 'end' | 'result' | 'failure' | 'file',
  body: BodyInit = '',
): Promise<void> {
  await fetch(`/${what}`, { method: 'POST', body });
}

/** Runs `body` between the marks that CPU time is taken at. Returns its wall clock, seconds. */
export async function measured(body: () => Promise<void>): Promise<number> {
  await report('begin');
  const startedMs = performance.now();
  await body();
  const seconds = (performance.now() - startedMs) / 1000;
  await report('end');
  return seconds;
}
