/** Virtual time in a real page: what a page can ask for the time, or wait for, moves by steps alone. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { ClockOptions, VirtualClock } from '../web/clock/index.ts';
import { openUnderClock, step } from './support/clock.ts';
import { expect, test } from './support/test.ts';

const MODULE = fileURLToPath(import.meta.resolve('reelay/clock'));

test('time stands still but for steps, which are exact to the nanosecond', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin, { fps: [60_000, 1001], startTime: '2024-02-29T12:00:00Z' });
  const look = (): Promise<unknown> =>
    page.evaluate(() => ({
      now: performance.now(),
      origin: performance.timeOrigin,
      date: Date.now(),
      made: new Date().toISOString(),
      shown: new Intl.DateTimeFormat('en', { timeZone: 'UTC', dateStyle: 'short' }).format(),
      event: new Event('x').timeStamp,
      mark: performance.mark('x').startTime,
    }));
  const origin = Date.UTC(2024, 1, 29, 12);
  const at = (ns: number): object => ({
    ...{ now: ns / 1e6, event: ns / 1e6, mark: ns / 1e6, origin, shown: '2/29/24' },
    ...{ date: origin + Math.floor(ns / 1e6), made: new Date(origin + Math.floor(ns / 1e6)).toISOString() },
  });
  expect(await look()).toEqual(at(0));
  expect(await step(page)).toEqual({ index: 0, timeNs: 0 });
  expect(await step(page)).toEqual({ index: 1, timeNs: 16_683_333 });
  expect(await look()).toEqual(at(16_683_333));
  expect(await step(page, 99)).toEqual({ index: 100, timeNs: 1_668_333_333 });
  expect(await look()).toEqual(at(1_668_333_333));
});

test('Temporal.Now, where the browser has it, has the nanoseconds too', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin, { fps: [60_000, 1001], startTime: 0 });
  test.skip(!(await page.evaluate(() => 'Temporal' in window)));
  const { stepped, seen } = await page.evaluate(async () => {
    const { Temporal } = window as unknown as { Temporal: { Now: { instant(): { epochNanoseconds: bigint } } } };
    const times = { stepped: [] as number[], seen: [] as number[] };
    for (let index = 0; index < 60; index++) {
      times.stepped.push((await window.clock.step()).timeNs);
      times.seen.push(Number(Temporal.Now.instant().epochNanoseconds));
    }
    return times;
  });
  expect(seen).toEqual(stepped);
});

test('dates can be made, called, subclassed and told apart as ever', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin, { startTime: 1000 });
  expect(
    await page.evaluate(() => {
      class Day extends Date {
        get year(): number {
          return this.getUTCFullYear();
        }
      }
      const day = new Day();
      return [
        day.year,
        day instanceof Date,
        +new Date(5),
        +new Date(2020, 0) > 0,
        typeof Date(),
        Date.UTC(1970, 0),
        +day,
      ];
    }),
  ).toEqual([1970, true, 5, true, 'string', 0, 1000]);
});

test('frames and timers come in true order, each at its own time', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin, { fps: 25 });
  await page.evaluate(() => {
    const say = (what: string): number => window.said.push(`${what} ${performance.now()}`);
    const frame = (time: number): void => {
      say(`frame at ${time}`);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    setTimeout(() => say('b'), 10.9);
    setTimeout(() => say('a'), 3);
    setTimeout((word: string) => say(word), 10, 'c');
    setTimeout('said.push("text")', 11);
    const every = setInterval(() => say('every'), 15);
    setTimeout(() => {
      clearInterval(every);
      queueMicrotask(() => {
        say('a promise later');
        setTimeout(() => say('at once'));
      });
    }, 35);
    clearTimeout(setTimeout(() => say('never'), 5));
    cancelAnimationFrame(requestAnimationFrame(() => say('never')));
    setTimeout(() => say('at the frame'), 40);
  });
  await step(page, 3);
  expect(await page.evaluate(() => window.said)).toEqual([
    ...['frame at 0 0', 'a 3', 'b 10', 'c 10', 'text', 'every 15', 'every 30', 'a promise later 35', 'at once 35'],
    ...['at the frame 40', 'frame at 40 40', 'frame at 80 80'],
  ]);
});

test('a timer that sets on itself ends within a step, as browsers let it come every 4 ms', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin, { fps: 10 });
  await page.evaluate(() => {
    const again = (): void => {
      window.said.push(performance.now());
      setTimeout(again, 0);
    };
    again();
  });
  await step(page, 2);
  expect(await page.evaluate(() => window.said)).toEqual([
    0,
    0,
    0,
    0,
    0,
    0,
    ...Array.from({ length: 25 }, (_, n) => 4 * n + 4),
  ]);
});

test('idle callbacks, delayed tasks and signals wait for virtual time; messages do not', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin, { fps: 10 });
  await page.evaluate(() => {
    const say = (what: string): number => window.said.push(`${what} ${performance.now()}`);
    requestIdleCallback((deadline) => {
      while (deadline.timeRemaining() > 0);
      say('idle');
    });
    AbortSignal.timeout(150).addEventListener('abort', () => say('aborted'));
    const { scheduler } = window as unknown as { scheduler: { postTask(run: () => void, options?: object): void } };
    scheduler.postTask(() => say('task'), { delay: 120 });
    scheduler.postTask(() => say('task at once'));
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => say('message');
    port2.postMessage('');
  });
  await expect.poll(() => page.evaluate(() => window.said.length)).toBe(2);
  await step(page, 3);
  const log = (await page.evaluate(() => window.said)) as string[];
  expect(log.slice(0, 2).toSorted()).toEqual(['message 0', 'task at once 0']);
  expect(log.slice(2)).toEqual(['idle 0', 'task 120', 'aborted 150']);
});

test('what a callback throws is reported and stops neither the step nor other callbacks', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.evaluate(() => {
    const fail = (): never => {
      throw new Error('on purpose');
    };
    setTimeout(fail);
    requestAnimationFrame(fail);
    requestAnimationFrame(() => window.said.push('next'));
  });
  await step(page);
  expect(await page.evaluate(() => window.said)).toEqual(['next']);
  expect(errors).toEqual(['on purpose', 'on purpose']);
});

test('random numbers are the same in every run with a seed, and others with another', async ({
  page,
  pages,
  browser,
}) => {
  const draw = (on: Page): Promise<unknown> =>
    on.evaluate(() => [
      Math.random(),
      [...crypto.getRandomValues(new Uint16Array(4))],
      crypto.randomUUID(),
      Math.random(),
    ]);
  const drawn = [];
  for (const seed of [7, 7, 8]) {
    await using context = await browser.newContext();
    const other = await context.newPage();
    await openUnderClock(other, pages.origin, { seed });
    drawn.push(await draw(other));
  }
  expect(drawn[1]).toEqual(drawn[0]);
  expect(drawn[2]).not.toEqual(drawn[0]);
  await openUnderClock(page, pages.origin);
  expect(await draw(page)).not.toEqual(await draw(page));
});

test('the first frame waits for requests and images; a page that waits forever is told of', async ({ page, pages }) => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/late*', async (route) => {
    await released;
    await route.fulfill({
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>',
      contentType: 'image/svg+xml',
    });
  });
  await openUnderClock(page, pages.origin, { settleTimeoutMs: 300 });
  await page.evaluate(() => {
    void fetch('/late').then(() => window.said.push(performance.now()));
    document.body.append(Object.assign(new Image(), { src: '/late.svg', onload: () => window.said.push('image') }));
  });
  const failure = await page.evaluate(() =>
    window.clock.step().catch((error: unknown) => {
      const { code, message } = error as { code: string; message: string };
      return [code, message];
    }),
  );
  expect(failure).toEqual([
    'CLOCK_UNSETTLED',
    expect.stringContaining(`After 0.3 s the page still waits for: /late, ${pages.origin}/late.svg`),
  ]);
  const stepped = page.evaluate(() => window.clock.settled()).then(() => step(page));
  release();
  expect(await stepped).toEqual({ index: 0, timeNs: 0 });
  expect((await page.evaluate(() => window.said.map(String))).toSorted()).toEqual(['0', 'image']);
});

test('uninstalling gives everything back as it was', async ({ page, pages }) => {
  await page.goto(pages.origin);
  const left = await page.evaluate(
    async (source) => {
      const { installClock } = (await import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })))) as {
        installClock(options: ClockOptions): VirtualClock;
      };
      const objects: Record<string, object> = { window, crypto, document, Math, Intl, AbortSignal };
      for (const name of Object.getOwnPropertyNames(window)) {
        const value = (window as unknown as Record<string, { readonly prototype?: object } | undefined>)[name];
        if (value?.prototype && value.prototype instanceof Object) objects[name] = value.prototype;
      }
      const look = (): Map<string, PropertyDescriptor> =>
        new Map(
          Object.entries(objects).flatMap(([name, object]) =>
            Reflect.ownKeys(object).map((key) => [
              `${name}.${String(key)}`,
              Object.getOwnPropertyDescriptor(object, key)!,
            ]),
          ),
        );
      const before = look();
      const clock = installClock({ seed: 1 });
      const changed = [...look()].filter(([key, now]) => before.get(key)?.value !== now.value).length;
      clock.uninstall();
      clock.uninstall();
      const after = look();
      const same = (a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean =>
        Object.is(a?.value, b?.value) && a?.get === b?.get && a?.set === b?.set && a?.enumerable === b?.enumerable;
      const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
        (key) => !same(before.get(key), after.get(key)),
      );
      await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise(requestAnimationFrame);
      const failure = await clock.step().catch((error: unknown) => (error as { code: string }).code);
      return { changed: changed > 10, differing, failure, isReal: performance.now() > 0 };
    },
    await readFile(MODULE, 'utf8'),
  );
  expect(left).toEqual({ changed: true, differing: [], failure: 'CLOCK_STATE', isReal: true });
});

test('the relay serves the module to pages of any origin, without the token', async ({ page, pages, relay }) => {
  await page.goto(pages.origin);
  const times = await page.evaluate(async (url) => {
    const { installClock } = (await import(url)) as { installClock(options: ClockOptions): VirtualClock };
    const clock = installClock({ fps: 4 });
    const seen = [await clock.step(), await clock.step()].map(({ timeNs }) => timeNs);
    clock.uninstall();
    return seen;
  }, `${relay.origin}/clock.js`);
  expect(times).toEqual([0, 250_000_000]);
});

test('a page has one clock at a time, and its options are checked', async ({ page, pages }) => {
  await openUnderClock(page, pages.origin);
  const codes = await page.evaluate(() =>
    [{}, { fps: 0 }, { startTime: 'soon' }, { seed: -1 }].map((options) => {
      try {
        return reelayClock.installClock(options);
      } catch (error) {
        return (error as { code: string }).code;
      }
    }),
  );
  expect(codes).toEqual(['CLOCK_STATE', 'OPTION_INVALID', 'OPTION_INVALID', 'OPTION_INVALID']);
});
