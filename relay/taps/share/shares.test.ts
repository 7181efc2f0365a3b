import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { SRGB } from '../../../shared/media/colour.ts';
import type { VideoCaps } from '../../../shared/media/gdp.ts';
import type { PipelineFrame } from '../../pipeline/types.ts';
import type { Tap, TapSource } from '../tap.ts';
import { segmentPath } from './names.ts';
import { parseShare } from './options.ts';
import { ShareReader } from './reader.ts';
import { RingWriter } from './ring-writer.ts';
import { Shares } from './shares.ts';
import { shareName } from './testing/programs.ts';

const SOURCE: TapSource = { id: 'id-1', name: 'take', mode: 'offline', width: 8, height: 4, rate: [30, 1] };
const CAPS: VideoCaps = { format: 'RGBA', width: 8, height: 4, colour: SRGB, rate: [30, 1] };
const open: Tap[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((tap) => tap.end()));
});

function frame(ptsNs: number, colour: readonly number[], { width, height }: VideoCaps = CAPS): PipelineFrame {
  const payload = [Buffer.concat(Array.from({ length: width * height }, () => Buffer.from([...colour, 255])))];
  return { ptsNs, durationNs: 33_333_333, payload };
}

function start(text: string, shares = new Shares(() => undefined), source = SOURCE): Tap {
  const tap = shares.tap(parseShare(text))(source);
  open.push(tap);
  return tap;
}

function read(name: string): ShareReader {
  const reader = new ShareReader(name);
  onTestFinished(() => reader.close());
  return reader;
}

test('frames come scaled, converted and without the padding of their rows', async () => {
  const name = shareName();
  const reader = read(name);
  const tap = start(`${name}=size:3x2,format:RGB`);
  tap.offer(frame(5_000, [200, 100, 50]), CAPS);
  const shared = await reader.pull(20_000);
  expect(shared).toMatchObject({
    format: 'RGB',
    width: 3,
    height: 2,
    rowBytes: 9,
    ptsNs: 5_000,
    durationNs: 33_333_333,
  });
  // A picture of the same shape would fill it; 8 x 4 in 3 x 2 leaves a black row's part, which is scaled in.
  expect([...shared!.data]).toHaveLength(18);
  expect(Math.max(...shared!.data)).toBeGreaterThan(100);
});

test.each([
  ['RGB', [200, 100, 50]],
  ['BGR', [50, 100, 200]],
  ['RGBA', [200, 100, 50, 255]],
  ['BGRA', [50, 100, 200, 255]],
])('%s pixels are what was drawn', async (format, pixel) => {
  const name = shareName();
  const reader = read(name);
  const tap = start(`${name}=format:${format}`);
  tap.offer(frame(0, [200, 100, 50]), CAPS);
  const shared = await reader.pull(20_000);
  expect([...shared!.data]).toEqual(Array.from({ length: 8 * 4 }, () => pixel).flat());
});

test('one frame in an interval is offered to the converter, counted from PTS 0', async () => {
  const name = shareName();
  const reader = read(name);
  const shares = new Shares(() => undefined);
  const tap = start(`${name}=interval:1000,slots:16`, shares);
  const times: number[] = [];
  for (let index = 0; index < 100; index++) {
    const ptsNs = Math.floor((index * 1e9) / 30);
    tap.offer(frame(ptsNs, [index, 0, 0]), CAPS);
    // The converter is leaky: each that is due is waited for.
    if (ptsNs % 1e9 === 0) times.push((await reader.pull(20_000))!.ptsNs);
  }
  expect(times).toEqual([0, 1e9, 2e9, 3e9]);
  expect(shares.list()[0]).toMatchObject({ frames: 4, dropped: 0 });
});

test('frames of another size are fitted into the share', async () => {
  const name = shareName();
  const reader = read(name);
  const tap = start(name);
  tap.offer(frame(0, [10, 20, 30]), CAPS);
  expect(await reader.pull(20_000)).toMatchObject({ width: 8, height: 4 });
  const larger = { ...CAPS, width: 16, height: 8 };
  tap.offer(frame(1, [40, 50, 60], larger), larger);
  const shared = await reader.pull(20_000);
  expect(shared).toMatchObject({ width: 8, height: 4, ptsNs: 1 });
  expect([...shared!.data.subarray(0, 3)]).toEqual([40, 50, 60]);
});

test('recordings at once have shares of their own, and the list tells which is whose', async () => {
  const name = shareName();
  const log: string[] = [];
  const shares = new Shares((line) => log.push(line));
  const first = start(`${name}=size:4x2,interval:40,slots:3`, shares);
  start(`${name}=size:4x2,interval:40,slots:3`, shares, { ...SOURCE, id: 'id-2', name: 'other' });
  const readers = [read(name), read(`${name}-2`)];
  for (const [index, tap] of open.entries()) tap.offer(frame(0, [index, 0, 0]), CAPS);
  for (const [index, reader] of readers.entries()) expect((await reader.pull(20_000))!.data[0]).toBe(index);
  const common = {
    state: 'writing',
    format: 'RGB',
    width: 4,
    height: 2,
    intervalMs: 40,
    slots: 3,
    frames: 1,
    dropped: 0,
  };
  expect(shares.list()).toEqual([
    { name, path: `/dev/shm/reelay.${name}`, recording: { id: 'id-1', name: 'take' }, ...common },
    { name: `${name}-2`, path: `/dev/shm/reelay.${name}-2`, recording: { id: 'id-2', name: 'other' }, ...common },
  ]);
  expect(log).toContain(`share ${name}: 4 x 2 RGB, one frame in 40 ms`);
  await first.end();
  expect(shares.list().map((share) => share.name)).toEqual([`${name}-2`]);
});

test('a share of the recordings of one name has no others', async () => {
  const name = shareName();
  const shares = new Shares(() => undefined);
  const other = start(`${name}=recording:other`, shares);
  other.offer(frame(0, [1, 2, 3]), CAPS);
  expect(shares.list()).toEqual([]);
  await other.end();
  start(`${name}=recording:take`, shares);
  expect(shares.list()).toMatchObject([{ name, recording: { name: 'take' } }]);
});

test('a branch whose child dies ends its share, says so, and disturbs nobody', async () => {
  const name = shareName();
  const log: string[] = [];
  const shares = new Shares((line) => log.push(line));
  const reader = read(name);
  const before = new Set(children());
  const tap = start(name, shares);
  tap.offer(frame(0, [1, 2, 3]), CAPS);
  await reader.pull(20_000);
  const [converter] = children().filter((pid) => !before.has(pid));
  process.kill(-Number(converter), 'SIGKILL');
  await expect.poll(() => shares.list()[0]?.state, { timeout: 20_000 }).toBe('failed');
  tap.offer(frame(1, [1, 2, 3]), CAPS);
  expect(shares.list()[0]).toMatchObject({ frames: 1, error: { code: 'PIPELINE_KILLED' } });
  await expect.poll(() => existsSync(segmentPath(name)), { timeout: 20_000 }).toBe(false);
  expect(log.at(-1)).toContain(`share ${name}: PIPELINE_KILLED`);
  await tap.end();
  expect(shares.list()).toEqual([]);
});

test('a name that another program has is told, and the recording goes on without', async () => {
  const name = shareName();
  const geometry = { format: 'RGB', width: 2, height: 2, slots: 2, intervalMs: 0 } as const;
  const other = await RingWriter.create(name, geometry, 0o600);
  onTestFinished(() => other.close());
  const log: string[] = [];
  const shares = new Shares((line) => log.push(line));
  const tap = start(name, shares);
  tap.offer(frame(0, [1, 2, 3]), CAPS);
  await expect.poll(() => shares.list()[0]?.error?.code, { timeout: 20_000 }).toBe('SHARE_TAKEN');
  await tap.end();
  expect(existsSync(segmentPath(name))).toBe(true);
});

/** Process ids of this process's gst-launch children. */
function children(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      return (
        stat.includes('(gst-launch-1.0)') && stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === `${process.pid}`
      );
    } catch {
      return false;
    }
  });
}
