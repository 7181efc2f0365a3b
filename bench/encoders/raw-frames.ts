/** The scenes' frames as an encoder gets them: I420, in a file that is made once and kept among the temporary ones. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SceneName } from '../jobs.ts';
import { ROOT } from '../lib/build-pages.ts';
import { runPage } from '../lib/page-run.ts';
import type { PageServer } from '../lib/page-server.ts';
import { Relay } from '../lib/relay.ts';
import type { Size } from '../measure/sizes.ts';

const FOLDER = path.join(tmpdir(), 'reelay-bench-frames');
/** Exactly rounded, as the recorder's own conversion is. */
const TO_I420 =
  'scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int+full_chroma_inp+area,format=yuv420p';

const run = promisify(execFile);

/** Path of a file of the first `frames` frames of `scene`; it is recorded losslessly where it is not there yet. */
export async function rawFrames(server: PageServer, scene: SceneName, size: Size, frames: number): Promise<string> {
  const source = await readFile(`${ROOT}dist/bench/pages/${scene}.js`);
  const version = createHash('sha256').update(source).digest('hex').slice(0, 8);
  const file = path.join(FOLDER, `${scene}-${size.name}-${frames}-${version}.yuv`);
  if (existsSync(file)) return file;
  await mkdir(FOLDER, { recursive: true });
  await using relay = await Relay.start();
  const { origin, token, pid } = relay;
  const { width, height } = size;
  const { result } = await runPage({
    server,
    job: {
      kind: 'reelay',
      relay: origin,
      token,
      presets: ['mkv-lossless'],
      bitrate: undefined,
      scene,
      frames,
      width,
      height,
    },
    node: pid,
  });
  const recording = path.join(relay.recordings, result.files?.[0] ?? '');
  // In one step: a file of half the frames would be taken for whole the next time.
  const part = `${file}.${process.pid}`;
  await run('ffmpeg', ['-y', '-v', 'error', '-i', recording, '-vf', TO_I420, '-f', 'rawvideo', part]);
  await rename(part, file);
  return file;
}
