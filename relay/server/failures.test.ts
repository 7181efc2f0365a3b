/** Pipelines that misbehave, seen from the wire: each ends in a kept file or a coded error, with no child left. */
import { execFileSync } from 'node:child_process';
import { readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type InProcessRelay, startRelay } from './testing/in-process.ts';
import { START, WireClient } from './testing/wire-client.ts';

const MUXERS = [
  ['mkv', 'matroskamux'],
  ['mp4', 'mp4mux fragment-duration=100 fragment-mode=first-moov-then-finalise'],
] as const;
const ENCODER = 'x264enc speed-preset=ultrafast tune=zerolatency key-int-max=1';

/** No process is at work in the recordings folder. */
async function expectNoChild({ library }: InProcessRelay): Promise<void> {
  await expect
    .poll(async () => {
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
      return folders.filter((folder) => folder.startsWith(library.directory)).length;
    })
    .toBe(0);
}

/** A recording by a built-in preset works. */
async function expectWorks(relay: InProcessRelay): Promise<void> {
  const client = await WireClient.stream(relay, { name: 'next' });
  await client.sendFrames(2);
  expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 2 } });
}

function framesIn(file: string): number {
  const argv = ['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', file];
  return Number.parseInt(execFileSync('ffprobe', argv, { encoding: 'utf8' }), 10);
}

describe.each(MUXERS)('into %s', (extension, muxer) => {
  it('a pipeline that does not come to its end is ended, and what it wrote is kept', async () => {
    const relay = await startRelay({
      pipeline: `identity sleep-time=300000 ! ${ENCODER} ! ${muxer}`,
      childTimes: { finishMs: 1000, interruptMs: 500 },
    });
    const client = await WireClient.stream(relay, { presets: ['custom'] });
    await client.sendFrames(12);
    const last = await client.finish();
    expect(last).toMatchObject({
      type: 'failed',
      code: 'PIPELINE_STUCK',
      recording: { url: `/recordings/wire.${extension}` },
    });
    expect(await relay.files()).toEqual([`wire.${extension}`, `wire.${extension}.json`]);
    const frames = framesIn(relay.library.filePath(`wire.${extension}`));
    expect(frames).toBeGreaterThan(0);
    expect(frames).toBeLessThan(12);
    await expectNoChild(relay);
    await expectWorks(relay);
  });

  it('a pipeline that takes nothing and never ends is ended, and nothing is left of it', async () => {
    const relay = await startRelay({
      pipeline: `identity sleep-time=60000000 ! ${ENCODER} ! ${muxer}`,
      childTimes: { finishMs: 300, interruptMs: 300 },
    });
    const client = await WireClient.stream(relay, { presets: ['custom'] });
    await client.sendFrames(2);
    expect(await client.finish()).toMatchObject({ type: 'failed', code: 'PIPELINE_STUCK' });
    // A muxer may have written its header, and no frame: then the file is kept as it is and told as failed.
    const left = await relay.files();
    expect([[], [`wire.${extension}.json`, `wire.${extension}.part`]]).toContainEqual(left);
    await expectNoChild(relay);
    await expectWorks(relay);
  });
});

it('an error that quotes a pipeline of any length is told within the limits of a message (rule 35)', async () => {
  const relay = await startRelay({ pipeline: `x264enc name=${'a'.repeat(6000)} nosuch=1 ! matroskamux` });
  const client = await WireClient.connect(relay);
  client.send({ ...START, presets: ['custom'] });
  const last = await client.last();
  expect(last).toMatchObject({ type: 'failed', code: 'PIPELINE_INVALID' });
  if (last.type === 'failed') expect(Math.max(last.message.length, last.remedy.length)).toBe(4000);
  expect(await relay.files()).toEqual([]);
  await expectWorks(relay);
});

describe('a name of any kind', () => {
  it.each([
    ['../../escape', 'escape'],
    ['/etc/passwd', 'etc-passwd'],
    ['..', 'recording'],
    ['', 'recording'],
    ['with "quotes" and \'others\'', 'with-quotes-and-others'],
    ['a" ! filesink location="/tmp/evil', 'a-filesink-location-tmp-evil'],
    ['! fakesink', 'fakesink'],
    ['--gst-plugin-load=/tmp/evil.so', 'gst-plugin-load-tmp-evil-so'],
    ['🎬 日本', 'recording'],
    ['nul\0byte', 'nul-byte'],
    ['x'.repeat(200), 'x'.repeat(64)],
    ['CON', 'recording-CON'],
    ['line\nbreak\r\x1b[2J', 'line-break-2J'],
  ])('%j becomes the file %j, and nothing is written elsewhere', async (name, stem) => {
    const relay = await startRelay();
    const outside = path.dirname(relay.library.directory);
    const before = (await readdir(outside)).sort();
    const client = await WireClient.stream(relay, { name });
    await client.sendFrames(1);
    const last = await client.finish();
    // As the person gave it, in the answer and the sidecar; safe on disk and in the command.
    expect(last).toMatchObject({ type: 'finished', recording: { name, url: `/recordings/${stem}.mp4` } });
    expect(await relay.files()).toEqual([`${stem}.mp4`, `${stem}.mp4.json`]);
    const [sidecar] = await relay.library.list();
    expect(sidecar).toMatchObject({ name });
    expect(sidecar?.pipeline).toContain(`location=${stem}.mp4.part`);
    for (const trace of ['"', 'evil.so ', '/tmp/evil', 'fakesink ']) expect(sidecar?.pipeline).not.toContain(trace);
    expect((await readdir(outside)).sort()).toEqual(before);
  });

  it('that is taken gets a number, and takes nothing from the one that has it', async () => {
    const relay = await startRelay();
    const clients = await Promise.all(Array.from({ length: 3 }, () => WireClient.stream(relay, { name: 'same' })));
    for (const [index, client] of clients.entries()) await client.sendFrames(index + 1);
    const urls = await Promise.all(clients.map((client) => client.finish()));
    expect(urls.map((last) => (last.type === 'finished' ? last.recording.url : last.code)).sort()).toEqual([
      '/recordings/same-2.mp4',
      '/recordings/same-3.mp4',
      '/recordings/same.mp4',
    ]);
    for (const last of urls) {
      if (last.type !== 'finished') throw new Error('not finished');
      expect(framesIn(relay.library.filePath(path.basename(last.recording.url)))).toBe(last.recording.frames);
    }
  });
});
