/** `reelay render PAGE -o OUT`: a page, frame by frame, into a file. */
import { access, constants, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ReelayError } from '../../shared/errors.ts';
import { BROWSER_NAMES, findBrowser } from '../browser/chromium.ts';
import { UsageError } from '../command.ts';
import { deliverAll } from './deliver.ts';
import { exitCodeOf } from './exit-code.ts';
import { parseRenderOptions, type RenderOptions, STANDARD_OUTPUT } from './options.ts';
import { checkOutputs, planOutputs } from './outputs.ts';
import { examineMachine, OwnRelay } from './own-relay.ts';
import { Rendering } from './rendering.ts';
import { Report } from './report.ts';
import { openTarget, type OpenTarget } from './target.ts';

const WEB = fileURLToPath(new URL('../../web', import.meta.url));

/**
 * Renders what `args` name; returns the exit code.
 * @param directory where the person stood who typed them
 */
export async function runRender(
  args: readonly string[],
  directory: string | undefined,
  version: string,
): Promise<number> {
  const from = directory ?? process.cwd();
  try {
    const options = parseRenderOptions(args, from);
    const { rate, frames, json, outputs } = options;
    const report = new Report({ json, frames, rate, isPiped: outputs.includes(STANDARD_OUTPUT) });
    const exitCode = exitCodeOf(await attempt(report, () => renderTo(options, from, version, report)));
    report.done(exitCode);
    return exitCode;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return exitCodeOf(error);
  }
}

/** Runs `work`; gives the error with which it failed, once it has been told. */
async function attempt(report: Report, work: () => Promise<ReelayError | undefined>): Promise<ReelayError | undefined> {
  let error: ReelayError | undefined;
  try {
    error = await work();
  } catch (thrown) {
    if (!(thrown instanceof ReelayError)) throw thrown;
    error = thrown;
  }
  if (error) report.failed(error);
  return error;
}

/** Gives why it ended early, if it did. Throws UsageError and ReelayError where it did not begin. */
async function renderTo(
  options: RenderOptions,
  directory: string,
  version: string,
  report: Report,
): Promise<ReelayError | undefined> {
  const browser = await browserOf(options.browser);
  const setup = options.setup === null ? null : await readSetup(options.setup);
  const machine = await examineMachine();
  const outputs = planOutputs(options, machine.presets);
  await checkOutputs(outputs);
  await using target = disposable(await openTarget(options.page, directory));
  const rendering = new Rendering({
    options: { ...options, setup },
    target,
    browser,
    webDirectory: WEB,
    report,
    heedsSignals: true,
  });
  // Awaited here: what serves the page is closed when this function ends.
  return await rendering.run(async (profile) => {
    const relay = await OwnRelay.start({
      machine,
      webDirectory: WEB,
      version,
      profile,
      outputs: outputs.map(({ to }) => to),
    });
    return {
      origin: relay.origin,
      token: relay.token,
      allow: (origin) => relay.allow(origin),
      presets: [...new Set(outputs.map(({ preset }) => preset.id))],
      name: 'render',
      async end() {
        const { failure, isKept } = await deliverAll(outputs, await relay.end(), report);
        if (!isKept) await relay.remove();
        return failure;
      },
    };
  });
}

async function browserOf(given: string | undefined): Promise<string> {
  const browser = given ?? findBrowser();
  if (browser === undefined) throw new ReelayError('BROWSER_MISSING', { names: BROWSER_NAMES.join(', ') });
  await access(browser, constants.X_OK).catch(() => {
    throw new UsageError(`--browser: ${browser} is no program.`);
  });
  return browser;
}

async function readSetup(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--setup: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function disposable(target: OpenTarget): OpenTarget & AsyncDisposable {
  return { ...target, [Symbol.asyncDispose]: () => target.close() };
}
