/** The relay as it is, but for its pipelines: these take every frame at once and keep nothing. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspectGStreamer } from '../../relay/pipeline/preflight.ts';
import { customPreset } from '../../relay/pipeline/presets.ts';
import type { Pipeline, PipelineOutcome } from '../../relay/pipeline/types.ts';
import { Library } from '../../relay/recordings/library.ts';
import { LiveViews } from '../../relay/taps/live/live-views.ts';
import { RelayServer } from '../../relay/server/server.ts';
import { DEFAULT_TIMES } from '../../relay/session/context.ts';
import { NO_ENCODER } from '../lib/no-encoder.ts';

const [folder = path.join(tmpdir(), 'reelay-bench')] = process.argv.slice(2);

function openNothing(): Promise<Pipeline> {
  let end: (outcome: PipelineOutcome) => void = () => undefined;
  const outcome = new Promise<PipelineOutcome>((resolve) => {
    end = resolve;
  });
  const close = (): Promise<PipelineOutcome> => {
    end({ kind: 'ended' });
    return outcome;
  };
  return Promise.resolve({
    pid: process.pid,
    commandLine: '',
    outcome,
    failing: new Promise(() => undefined),
    tail: [],
    encodedNs: 0,
    setCaps: () => undefined,
    write: (_frame, accepted) => accepted(),
    endOfStream: close,
    kill: close,
  });
}

const server = await RelayServer.start({
  live: new LiveViews(),
  host: '127.0.0.1',
  port: 0,
  token: 'bench-token',
  allowedOrigins: [],
  webDirectory: folder,
  context: {
    library: await Library.open(folder),
    presets: [customPreset(NO_ENCODER)],
    installed: await inspectGStreamer(),
    times: DEFAULT_TIMES,
    version: 'bench',
    observe: () => undefined,
    openPipeline: openNothing,
  },
});
const url = new URL('/session', server.url.replace(/^http/, 'ws'));
url.search = new URL(server.url).search;
process.send?.(url.href);
