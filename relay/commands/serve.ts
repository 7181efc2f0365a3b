/** `reelay serve`: command line, configuration, server, signals. */
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { isLoopback } from '../../shared/loopback.ts';
import { findProfiles, removeStaleProfiles } from '../browser/profile.ts';
import { chosenPresets } from '../chosen-presets.ts';
import { type Config, HELP, parseCommandLine, SERVE_OPTIONS } from '../config.ts';
import { runDemo } from '../demo.ts';
import { openInBrowser } from '../open-browser.ts';
import { chooseEncoders } from '../pipeline/choose-encoders.ts';
import { inspectGStreamer } from '../pipeline/preflight.ts';
import { ringProblem } from '../pipeline/source.ts';
import { print } from '../print.ts';
import { Library } from '../recordings/library.ts';
import { Desk } from '../render/desk.ts';
import { LocalPages } from '../render/local-pages.ts';
import { noteRelay } from '../running.ts';
import { RelayServer } from '../server/server.ts';
import { DEFAULT_TIMES, type SessionContext, type SessionEvent } from '../session/context.ts';
import { findAbandoned, recoverRecordings } from '../session/recover.ts';
import { LiveViews } from '../taps/live/live-views.ts';
import { Shares } from '../taps/share/shares.ts';
import { removeStaleSegments } from '../taps/share/stale.ts';
import { RingFinder } from '../transport/ring-finder.ts';
import { packageVersion, ROOT } from '../version.ts';
import { type Command, UsageError } from '../command.ts';
import { logEvent, logLiveProblem } from './serve-log.ts';

export const serve: Command = { help: HELP, options: SERVE_OPTIONS, run };

/** Serves until a signal ends it, or until the demo is recorded. */
async function run(args: readonly string[], directory: string | undefined): Promise<number> {
  const config = parseCommandLine(args, directory);
  const watchers = new Set<(event: SessionEvent) => void>([logEvent]);
  const library = await Library.open(config.recordings);
  const abandoned = await findAbandoned(library);
  const live = new LiveViews({ onProblem: logLiveProblem });
  await listenForPictures(live, config);
  await removeStaleSegments();
  await removeStaleProfiles();
  const shares = new Shares(print);
  const installed = await inspectGStreamer();
  const encoders = await chooseEncoders(config.encoder, installed.elements);
  const webDirectory = path.join(ROOT, 'dist/web');
  const context: SessionContext = {
    library,
    presets: await chosenPresets(config, encoders),
    installed,
    encoders,
    times: DEFAULT_TIMES,
    ...(config.stallTimeoutMs === undefined ? {} : { childTimes: { stallMs: config.stallTimeoutMs } }),
    taps: [live.open, ...config.shares.map((settings) => shares.tap(settings))],
    shares,
    rings: new RingFinder({
      profiles: async () => [...(await findProfiles()), ...config.browserProfiles],
      canMap: ringProblem(installed) === undefined,
    }),
    version: await packageVersion(),
    observe: (event) => watchers.forEach((watch) => watch(event)),
  };
  const renders = await deskFor(config, { context, webDirectory });
  const options = { ...config, live, webDirectory, context, ...(renders && { renders }) };
  const server = await RelayServer.start(options).catch((error: unknown) => {
    throw isPortInUse(error) ? new UsageError(PORT_IN_USE) : error;
  });
  const forgetNote = await noteRelay(server.url).catch(() => async () => undefined);
  const stopped = stopOnSignals(server, forgetNote);
  const rescue = recoverRecordings(library, abandoned).then((lines) => lines.forEach((line) => print(line)));
  if (config.demo !== undefined) {
    const code = await runDemo({ server, library, file: config.demo, watchers });
    await server.stop();
    await forgetNote();
    return code;
  }
  if (!isLoopback(config.host)) warnOfOpenNetwork();
  process.stdout.write(`Reelay is ready: ${server.url}\n`);
  if (config.open) openInBrowser(server.url);
  await rescue;
  return stopped;
}

/** For the network it renders nothing unless the operator named a folder of pages. */
async function deskFor(
  { host, pages }: Config,
  options: { readonly context: SessionContext; readonly webDirectory: string },
): Promise<Desk | undefined> {
  if (pages === undefined) return isLoopback(host) ? new Desk({ ...options, pages: undefined }) : undefined;
  return new Desk({ ...options, pages: await LocalPages.open(pages) });
}

async function listenForPictures(live: LiveViews, { mjpegInputs }: Config): Promise<void> {
  for (const { name, port } of mjpegInputs) {
    try {
      print(`live ${name}: takes pictures at 127.0.0.1:${await live.listen(name, port)}`);
    } catch (error) {
      throw new UsageError(`--mjpeg-in ${port}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/**
 * Resolves with 0 when a signal ended the relay, or the end of the program that started it over a channel. The first signal
 * finishes what is open; a second of the same kind ends at once.
 */
function stopOnSignals(server: RelayServer, forgetNote: () => Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      print('Stopping: finishing what is open ...');
      Promise.all([server.stop(), forgetNote()]).then(() => resolve(0), reject);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    if (process.connected) process.once('disconnect', stop);
  });
}

const PORT_IN_USE = 'That port is in use. Stop what uses it, or choose another with --port (0 picks a free one).';

function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function warnOfOpenNetwork(): void {
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ internal }) => !internal),
  );
  print(
    'Warning: the relay is open to the network without encryption; anyone who sees the traffic sees the token.\n' +
      `Browsers let pages capture only over HTTPS or from localhost. Addresses here: ${addresses.map(({ address }) => address).join(', ')}`,
  );
}
