import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runSteps } from './steps.mjs';

let said = '';

beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});

afterEach(() => vi.restoreAllMocks());

it('keeps quiet about what passed, and sums up', async () => {
  expect(await runSteps([step('first', 'console.log("chatter")'), step('second', '')])).toBe(true);
  expect(said).not.toContain('chatter');
  expect(said).toContain('2 of 2 steps passed');
});

it('stops at the first that fails, with its output, and names those left out', async () => {
  expect(
    await runSteps([step('first', ''), step('second', 'console.error("a fault"); process.exit(3)'), step('third', '')]),
  ).toBe(false);
  expect(said).toContain('a fault');
  expect(said).toContain('FAILED second');
  expect(said).toContain('1 of 3 steps passed');
  expect(said).toContain('Not run: third');
});

it('takes a program that cannot be started or is killed for a failure', async () => {
  expect(await runSteps([{ name: 'absent', command: ['/nonexistent/program'] }])).toBe(false);
  expect(await runSteps([step('killed', 'process.kill(process.pid, "SIGKILL")')])).toBe(false);
});

function step(name: string, code: string) {
  return { name, command: [process.execPath, '-e', code] };
}
