/** The fixtures of `reelay/playwright`. */
import type {
  Fixtures,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from '@playwright/test';
import { ReelayError } from '../../../shared/errors.ts';
import { withSteps } from './steps.ts';
import { type Reelay, type ReelayOptions, TestRecording } from './test-recording.ts';

export interface ReelayFixtures {
  /** Options for `test.use`, besides those in the configuration's `use: { reelay }`. */
  reelayOptions: ReelayOptions;
  /** What records the test. */
  reelay: Reelay;
}

/** What `use` of a configuration may have: `defineConfig<ReelayUse>({ use: { reelay: { ... } } })`. */
export interface ReelayUse {
  reelay: ReelayOptions;
}

/** Finishing a long recording is not to be charged to the test's own time. */
const TIMEOUT_MS = 120_000;

/** To be mixed with fixtures of one's own. By itself it takes its options from `reelayOptions` alone; withReelay knows `reelay`, too. */
export const reelayFixtures: Fixtures<
  ReelayFixtures,
  object,
  PlaywrightTestArgs & PlaywrightTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = {
  reelayOptions: [{}, { option: true }],
  reelay: [
    async ({ reelayOptions }, use, testInfo) => {
      // One name, two things: in a configuration it means the options, in a test this object.
      const { reelay = {} } = testInfo.project.use as Partial<ReelayUse>;
      await use(new TestRecording({ ...reelay, ...reelayOptions }, testInfo));
    },
    { scope: 'test', box: true },
  ],
  context: [
    async ({ context, reelay }, use) => {
      const recording = own(reelay);
      const forget = recording.watch(context);
      await use(context);
      // Before the context is closed, and its pages with it.
      forget();
      await recording.finish();
    },
    { scope: 'test', timeout: TIMEOUT_MS, box: true },
  ],
  page: async ({ page, reelay }, use) => {
    await own(reelay).ready();
    await use(page);
  },
};

/** `test` with every page recorded as the option `reelay` says, and with steps that can be drawn into the recordings. */
export function withReelay<Own extends PlaywrightTestArgs & PlaywrightTestOptions, OwnWorker extends object>(
  test: TestType<Own, OwnWorker>,
): TestType<Own & ReelayFixtures, OwnWorker> {
  // Only what is an option first may be set in a configuration.
  const withOption = test.extend({ reelay: [{}, { option: true }] } as never);
  return withSteps(withOption.extend<ReelayFixtures>(reelayFixtures as never));
}

/** `test.use({ reelay: { ... } })` would put options in the object's place. */
function own(reelay: Reelay): TestRecording {
  if (reelay instanceof TestRecording) return reelay;
  const reason = 'within test files options are set by test.use({ reelayOptions: { ... } })';
  throw new ReelayError('OPTION_INVALID', { option: 'reelay', value: 'given to test.use', reason });
}
