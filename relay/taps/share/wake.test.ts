import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Wake } from './wake.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'reelay-wake-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** A minute, which no test waits for. */
const LONG_MS = 60_000;

test('news between the reset and the wait ends the wait', async () => {
  const made = folder();
  const wake = new Wake(made, 'a');
  onTestFinished(() => wake.close());
  wake.reset();
  writeFileSync(join(made, 'a'), 'x');
  // Told before anybody waits.
  for (let turn = 0; turn < 100; turn++) await setImmediate();
  await wake.wait(LONG_MS);
});

test('news during the wait ends it, that of other files does not', async () => {
  const made = folder();
  const wake = new Wake(made, 'a');
  onTestFinished(() => wake.close());
  let isOver = false;
  const waited = wake.wait(LONG_MS).then(() => (isOver = true));
  const other = new Wake(made, 'b');
  onTestFinished(() => other.close());
  writeFileSync(join(made, 'b'), 'x');
  await other.wait(LONG_MS);
  expect(isOver).toBe(false);
  writeFileSync(join(made, 'a'), 'x');
  await waited;
});

test('where nothing can be watched, a wait is a short sleep', async () => {
  const wake = new Wake('/nowhere/at/all');
  await wake.wait(LONG_MS);
});

test('what is closed is waited for no longer', async () => {
  const wake = new Wake(folder());
  const waited = wake.wait(LONG_MS);
  wake.close();
  await waited;
});
