/** Which steps a test is in, told to whoever draws their titles. */
import type { TestType } from '@playwright/test';

type Listener = (title: string) => void;

const listeners = new Set<Listener>();
const open: string[] = [];

/** Tells `listener` the titles of the open steps, outermost first, at each change. Returns what ends that. */
export function onStep(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener(open.join(' › '));
}

/** `test` with steps that are told, and so whatever is made of it by `extend`. */
export function withSteps<Fixtures extends object, WorkerFixtures extends object>(
  test: TestType<Fixtures, WorkerFixtures>,
): TestType<Fixtures, WorkerFixtures> {
  const { step, extend } = test;
  const told: typeof step = Object.assign(
    <Result>(title: string, body: (...args: never[]) => Result | Promise<Result>, options: object = {}) => {
      const announced = async (...args: never[]): Promise<Result> => {
        open.push(title);
        tell();
        try {
          return await body(...args);
        } finally {
          open.splice(open.lastIndexOf(title), 1);
          tell();
        }
      };
      const location = callerLocation();
      return step(title, announced as never, { ...(location ? { location } : {}), ...options });
    },
    { skip: step.skip },
  ) as typeof step;
  test.step = told;
  test.extend = (...fixtures: Parameters<typeof extend>) => withSteps(extend(...fixtures) as never);
  return test;
}

/** Where the test calls `test.step`: reports name that line, not the one here. */
function callerLocation(): { file: string; line: number; column: number } | undefined {
  const [, , , caller = ''] = new Error('for its stack').stack?.split('\n') ?? [];
  const [, file, line, column] = /\(?(?:file:\/\/)?([^()\s]+):(\d+):(\d+)\)?$/.exec(caller.trim()) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}
