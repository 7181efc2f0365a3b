#!/usr/bin/env node
/** The relay's entry: command line, configuration, server, signals. */
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ReelayError } from '../shared/errors.ts';
import { isLoopback } from '../shared/loopback.ts';
import { chosenPresets } from './chosen-presets.ts';
import { type Config, HELP, parseCommandLine, UsageError } from './config.ts';
import { findProfiles, removeStaleProfiles } from './browser/profile.ts';
import { runDemo } from './demo.ts';
import { runDoctor } from './doctor-command.ts';
import { openInBrowser } from './open-browser.ts';
import { runOpen } from './open-command.ts';
import { chooseEncoders } from './pipeline/choose-encoders.ts';
import { inspectGStreamer } from './pipeline/preflight.ts';
import { ringProblem } from './pipeline/source.ts';
import { Library } from './recordings/library.ts';
import { runRender } from './render/command.ts';
import { noteRelay } from './running.ts';
import { RelayServer } from './server/server.ts';
import { DEFAULT_TIMES, type SessionEvent } from './session/context.ts';
import { findAbandoned, recoverRecordings } from './session/recover.ts';
import { LiveViews } from './taps/live/live-views.ts';
import { removeStaleSegments } from './taps/share/stale.ts';
import { Shares } from './taps/share/shares.ts';
import { RingFinder } from './transport/ring-finder.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  // npm starts scripts in the package's own folder and says here where it was called.
  const directory = process.env['INIT_CWD'];
  if (args[0] === 'doctor') {
    process.exitCode = await runDoctor(args.slice(1), directory, await version());
    return;
  }
  if (args[0] === 'open') {
    process.exitCode = await runOpen(args.slice(1));
    return;
  }
  if (args[0] === 'render') {
    process.exitCode = await runRender(args.slice(1), directory, await version());
    return;
  }
  const config = parseCommandLine(args, directory);
  if (config === 'help') {
    process.stdout.write(HELP);
    return;
  }
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
  const server = await RelayServer.start({
    ...config,
    live,
    webDirectory: path.join(ROOT, 'dist/web'),
    context: {
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
      version: await version(),
      observe: (event) => watchers.forEach((watch) => watch(event)),
    },
  });
  const forgetNote = await noteRelay(server.url).catch(() => async () => undefined);
  stopOnSignals(server, forgetNote);
  const rescue = recoverRecordings(library, abandoned).then((lines) => lines.forEach((line) => print(line)));
  if (config.demo !== undefined) {
    process.exitCode = await runDemo({ server, library, file: config.demo, watchers });
    await server.stop();
    await forgetNote();
    return;
  }
  if (!isLoopback(config.host)) warnOfOpenNetwork();
  process.stdout.write(`Reelay is ready: ${server.url}\n`);
  if (config.open) openInBrowser(server.url);
  await rescue;
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

async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}

/** The first signal finishes what is open; a second one of the same kind ends at once. */
function stopOnSignals(server: RelayServer, forgetNote: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      print('Stopping: finishing what is open ...');
      Promise.all([server.stop(), forgetNote()]).then(
        () => process.exit(0),
        (error: unknown) => exitWith(error),
      );
    });
  }
}

function logEvent(event: SessionEvent): void {
  if (event.type === 'started') {
    const { file, preset, width, height, mode } = event.sidecar;
    print(`${file}: recording (${preset}, ${width} x ${height}, ${mode})`);
  } else if (event.type === 'ended') {
    const name = event.sidecar?.file ?? event.id;
    const counts = event.sidecar ? ` ${event.sidecar.frames} frames, ${event.sidecar.dropped} dropped` : '';
    print(
      event.error ? `${name}: ${event.error.code}: ${event.error.message}${counts}` : `${name}: finished,${counts}`,
    );
    for (const line of event.pipelineTail) print(`  ${line}`);
  } else if (event.type === 'warned') {
    print(`${event.file}: warning: ${event.warning}`);
  } else if (event.type === 'refused') {
    // A peer may have been quoted: what it said must not look like a line of the relay's.
    print(`refused: ${event.error.code}: ${event.error.message.replaceAll(/\s+/g, ' ')}`);
    if (event.error.code === 'INTERNAL' && event.error.cause instanceof Error) print(event.error.cause.stack ?? '');
  }
}

function logLiveProblem(id: string, { code, message }: ReelayError, tail: readonly string[]): void {
  print(`live ${id}: ${code}: ${message}`);
  for (const line of tail) print(`  ${line}`);
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

/** Control characters are left out: a peer's words must not steer the terminal. */
function print(line: string): void {
  process.stderr.write(`${line.replaceAll(/[^\P{Cc}\n\t]/gu, '')}\n`);
}

function exitWith(error: unknown): void {
  if (error instanceof UsageError) print(error.message);
  else if (error instanceof ReelayError) print(`${error.code}: ${error.message}\n${error.remedy}`);
  else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    print('That port is in use. Stop what uses it, or choose another with --port (0 picks a free one).');
  } else print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}

// A terminal or a log that went away must not end the recordings.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

await main().catch(exitWith);
