/** Several outputs of one recording, seen from the wire: each has its file, and none takes another down. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type InProcessRelay, startRelay } from './testing/in-process.ts';
import { GEOMETRY, http, START, WireClient } from './testing/wire-client.ts';

const PRESETS = ['mp4', 'mkv-lossless'];

/** PTS of the file's packets, s, as text. */
function times({ library }: InProcessRelay, file: string): string[] {
  const argv = ['-v', 'error', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', library.filePath(file)];
  return execFileSync('ffprobe', argv, { encoding: 'utf8' }).trim().split('\n');
}

/** Process id of the pipeline that writes `file`. */
async function pipelineOf({ library }: InProcessRelay, file: string): Promise<number> {
  const sidecar = (await library.list()).find((each) => each.file === file);
  if (!sidecar?.writers) throw new Error(`nothing writes ${file}`);
  return sidecar.writers.pipeline;
}

/** The first warning that the page hears of while it records. */
async function heard(client: WireClient): Promise<string> {
  for (;;) {
    const [warning] = (await client.next('progress')).warnings;
    if (warning !== undefined) return warning;
  }
}

describe('two outputs', () => {
  it('have the same frames at the same times, a sidecar each, and know each other', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay, { presets: PRESETS });
    await client.sendFrames(12);
    const last = await client.finish(['a warning of the page']);
    expect(last).toMatchObject({
      type: 'finished',
      recording: {
        url: '/recordings/wire.mp4',
        preset: 'mp4',
        frames: 12,
        warnings: ['a warning of the page'],
        outputs: [
          { url: '/recordings/wire.mp4', preset: 'mp4', frames: 12 },
          { url: '/recordings/wire.mkv', preset: 'mkv-lossless', mime: 'video/x-matroska', frames: 12 },
        ],
      },
    });
    expect(await relay.files()).toEqual(['wire.mkv', 'wire.mkv.json', 'wire.mp4', 'wire.mp4.json']);
    const [mp4, mkv] = ['wire.mp4', 'wire.mkv'].map((file) => times(relay, file));
    expect(mp4).toHaveLength(12);
    expect(mkv?.map((time) => Number(time).toFixed(2))).toEqual(mp4?.map((time) => Number(time).toFixed(2)));
    const sidecars = await relay.library.list();
    const first = sidecars.find(({ file }) => file === 'wire.mp4');
    expect(sidecars.map(({ group }) => group)).toEqual([first?.id, first?.id]);
    expect(new Set(sidecars.map(({ id }) => id)).size).toBe(2);
  });

  it('are deleted one by one', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay, { presets: PRESETS });
    await client.sendFrames(2);
    const last = await client.finish();
    if (last.type !== 'finished') throw new Error(last.message);
    const path = `/api/recordings/${last.recording.id}?token=${relay.token}`;
    expect((await http(relay.port, path, { method: 'DELETE' })).status).toBe(204);
    expect(await relay.files()).toEqual(['wire.mkv', 'wire.mkv.json']);
  });

  it.each([
    ['wire.mkv', 'wire.mp4', 'mkv-lossless'],
    ['wire.mp4', 'wire.mkv', 'mp4'],
  ])('go on alone when the process that writes %s is killed: %s is complete', async (killed, kept, preset) => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay, { presets: PRESETS });
    await client.sendFrames(5);
    await client.accepted();
    process.kill(await pipelineOf(relay, killed), 'SIGKILL');
    // While frames are under way the pipe may still take some.
    expect((await relay.event('warned')).warning).toMatch(/^PIPELINE_KILLED: /);
    const told = await heard(client);
    expect(told).toContain(`${preset}: PIPELINE_KILLED`);
    await client.sendFrames(20);
    const last = await client.finish();
    if (last.type !== 'finished') throw new Error(last.message);
    expect(last.recording).toMatchObject({ url: `/recordings/${kept}`, frames: 25 });
    expect(last.recording.outputs.find((output) => output.preset === preset)).toMatchObject({
      error: { code: 'PIPELINE_KILLED' },
    });
    expect(last.recording.outputs.filter(({ error }) => error)).toHaveLength(1);
    expect(last.recording.warnings.join()).toContain(`${preset}: PIPELINE_KILLED`);
    expect(times(relay, kept)).toHaveLength(25);
  });

  it('may be a file and a folder: one goes on without the other', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay, { presets: ['hls', 'mkv-lossless'] });
    await client.sendFrames(70);
    await client.accepted();
    process.kill(await pipelineOf(relay, 'wire.mkv'), 'SIGKILL');
    await heard(client);
    await client.sendFrames(10);
    const last = await client.finish();
    if (last.type !== 'finished') throw new Error(last.message);
    expect(last.recording).toMatchObject({
      url: '/recordings/wire.hls/index.m3u8',
      frames: 80,
      outputs: [
        { preset: 'hls', frames: 80 },
        { preset: 'mkv-lossless', error: { code: 'PIPELINE_KILLED' } },
      ],
    });
    expect(times(relay, 'wire.hls/index.m3u8').filter((time) => time !== '')).toHaveLength(80);
  });

  it('fail together when no process is left, with the first cause', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay, { presets: PRESETS });
    await client.sendFrames(5);
    await client.accepted();
    for (const file of ['wire.mkv', 'wire.mp4']) process.kill(await pipelineOf(relay, file), 'SIGKILL');
    expect(await client.last()).toMatchObject({ type: 'failed', code: 'PIPELINE_KILLED' });
    expect((await relay.library.list()).filter(({ state }) => state === 'recording')).toEqual([]);
  });

  it('leave nothing behind where one cannot start', async () => {
    const relay = await startRelay({ pipeline: 'x264enc nosuch=1 ! matroskamux' });
    const client = await WireClient.connect(relay);
    client.send({ ...START, presets: ['mp4', 'custom'] });
    expect(await client.last()).toMatchObject({ type: 'failed', code: 'PIPELINE_INVALID' });
    expect(await relay.files()).toEqual([]);
  });

  it('each keep what came when the connection is lost', async () => {
    const relay = await startRelay();
    const client = await WireClient.stream(relay, { presets: PRESETS });
    await client.sendFrames(8);
    await client.accepted();
    client.socket.terminate();
    await relay.event('ended');
    await relay.event('ended');
    expect((await relay.library.list()).map(({ state, error, frames }) => [state, error?.code, frames])).toEqual([
      ['finished', 'CONNECTION_LOST', 8],
      ['finished', 'CONNECTION_LOST', 8],
    ]);
  });
});

describe('an output that takes no more frames', () => {
  // The pipe and the parts before the encoder hold some frames; then nothing moves.
  const BLOCKED = 'identity sleep-time=3600000000 ! x264enc tune=zerolatency ! matroskamux';
  const LARGE = { width: 640, height: 480 } as const;
  const CHILD_TIMES = { stallMs: 700, interruptMs: 300 };
  const PIXELS = new Uint8Array(LARGE.width * LARGE.height * 4);

  /** Sends frames as credit comes, until the relay has had enough or `count` are sent. */
  async function sendLarge(client: WireClient, count: number): Promise<void> {
    client.send({ ...GEOMETRY, ...LARGE });
    for (let sent = 0; sent < count; sent++) {
      while (client.credit.frames <= sent) await client.next('credit');
      client.sendFrame({}, PIXELS);
    }
  }

  it('is ended with PIPELINE_STALLED, and the others have every frame', async () => {
    const relay = await startRelay({ pipeline: BLOCKED, childTimes: CHILD_TIMES });
    const client = await WireClient.start(relay, { presets: ['custom', 'mkv-lossless'], ...LARGE });
    const stuck = await pipelineOf(relay, 'wire.mkv');
    await sendLarge(client, 30);
    const last = await client.finish();
    if (last.type !== 'finished') throw new Error(last.message);
    expect(last.recording).toMatchObject({
      preset: 'mkv-lossless',
      frames: 30,
      outputs: [{ preset: 'custom', error: { code: 'PIPELINE_STALLED' } }, { frames: 30 }],
    });
    expect(() => process.kill(stuck, 0)).toThrow('ESRCH');
    expect(last.recording.warnings.join()).toContain('custom: PIPELINE_STALLED');
  });

  it('holds nobody up while it is being ended', async () => {
    const relay = await startRelay({ pipeline: BLOCKED, childTimes: { stallMs: 300, interruptMs: 3_600_000 } });
    const client = await WireClient.start(relay, { presets: ['custom', 'mp4'], ...LARGE });
    const stuck = await pipelineOf(relay, 'wire.mkv');
    await sendLarge(client, 30);
    await client.accepted();
    // It is still there, interrupted and blocked.
    process.kill(stuck, 0);
    process.kill(stuck, 'SIGKILL');
    expect(await client.finish()).toMatchObject({
      type: 'finished',
      recording: { outputs: [{ error: { code: 'PIPELINE_STALLED' } }, { preset: 'mp4', frames: 30 }] },
    });
  });

  it('ends the recording where it is the only one', async () => {
    const relay = await startRelay({ pipeline: BLOCKED, childTimes: CHILD_TIMES });
    const client = await WireClient.start(relay, { presets: ['custom'], ...LARGE });
    const stuck = await pipelineOf(relay, 'wire.mkv');
    const sending = sendLarge(client, 30).catch(() => undefined);
    expect(await client.last()).toMatchObject({ type: 'failed', code: 'PIPELINE_STALLED' });
    await sending;
    expect(() => process.kill(stuck, 0)).toThrow('ESRCH');
  });

  it('is not one that waits for a page that draws slowly or pauses', async () => {
    const relay = await startRelay({ childTimes: { stallMs: 100 } });
    const client = await WireClient.stream(relay, { presets: PRESETS });
    await client.sendFrames(3);
    await client.accepted();
    client.send({ type: 'pause', atNs: 100_000_000 });
    // Longer than the limit, by the relay's own word: progress comes four times a second.
    await client.next('progress');
    await client.next('progress');
    client.send({ type: 'resume', atNs: 100_000_000 });
    await client.sendFrames(3);
    expect(await client.finish()).toMatchObject({ type: 'finished', recording: { frames: 6, warnings: [] } });
  });
});

it('what a pipeline warns of is in the sidecar, the log and the result, once', async () => {
  // Each frame is later than the sink allows, and the converter before it leaves frames out.
  const slow = 'identity sleep-time=100000 ! videoconvert ! fakesink sync=true qos=true max-lateness=1 async=false';
  const relay = await startRelay({ pipeline: slow });
  const client = await WireClient.stream(relay, { presets: ['custom', 'mkv-lossless'] });
  await client.sendFrames(40);
  const last = await client.finish();
  if (last.type !== 'finished') throw new Error(last.message);
  const late = last.recording.warnings.filter((warning) => warning.includes('because they were late'));
  expect(late[0]).toMatch(/^custom: \w+ left out \d+ frames because they were late\.$/);
  expect(new Set(last.recording.warnings).size).toBe(last.recording.warnings.length);
  expect(last.recording.warnings.every((warning) => warning.startsWith('custom: '))).toBe(true);
  expect(relay.events.some((event) => event.type === 'warned' && event.warning.includes('late'))).toBe(true);
  const told = client.said.flatMap((message) => (message.type === 'progress' ? message.warnings : []));
  expect(told.some((warning) => warning.startsWith('custom: '))).toBe(true);
});
