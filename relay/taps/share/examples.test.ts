/** What docs/SHARING.md shows, run as its readers run it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { GdpReader } from '../../pipeline/gdp-reader.ts';
import { encodeHeader } from './header.ts';
import { HEADER_FIELDS, PROGRESS_FIELDS, type ShareGeometry, SHARE_FORMATS, SLOT_FIELDS } from './layout.ts';
import { RingWriter } from './ring-writer.ts';
import { runPython, shareName, spawnPython, startPython } from './testing/programs.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

function example(name: string): string {
  return `${ROOT}examples/share/${name}`;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reelay-share-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function open(name: string, geometry: Partial<ShareGeometry> = {}): Promise<RingWriter> {
  const whole: ShareGeometry = { format: 'RGB', width: 50, height: 30, slots: 4, intervalMs: 0, ...geometry };
  const writer = await RingWriter.create(name, whole, 0o600);
  onTestFinished(() => writer.close());
  return writer;
}

/** A picture whose left half is red and whose right half is blue. */
function halves({ width, height }: ShareGeometry): Buffer {
  const row = Array.from({ length: width }, (_, x) => (x < width / 2 ? [200, 0, 0] : [0, 0, 200])).flat();
  return Buffer.concat(Array.from({ length: height }, () => Buffer.from(row)));
}

function write(writer: RingWriter, ptsNs = 0): Promise<void> {
  return writer.write({ ptsNs, durationNs: 1_000_000_000, pixels: halves(writer.geometry), dropped: 0 });
}

test('the first ten bytes of each frame are printed, and time-outs', async () => {
  const name = shareName();
  const { line } = startPython([example('first_bytes.py'), name]);
  expect(await line()).toBe('timeout');
  const writer = await open(name);
  await write(writer);
  let told = await line();
  // On a slow machine more of them came before the frame.
  while (told === 'timeout') told = await line();
  expect(told).toBe('got data: 200 0 0 200 0 0 200 0 0 200');
});

test('OpenCV blurs a frame, in its own order of colours', async () => {
  const name = shareName();
  const picture = join(temporaryFolder(), 'blurred.png');
  await write(await open(name));
  expect(await runPython([example('blur.py'), name, picture])).toBe(`${picture}: frame 0, 50 x 30\n`);
  const look = 'import cv2, sys; i = cv2.imread(sys.argv[1]); print(i.shape, i[15][2], i[15][47], i[15][24].min() > 0)';
  // Blue, green, red: pure at the sides, mixed where the halves met.
  expect(await runPython(['-c', look.replace('.min() > 0', '[[0, 2]].min() > 0'), picture])).toBe(
    '(30, 50, 3) [  0   0 200] [200   0   0] True\n',
  );
});

test("a share reaches GStreamer with its times, and over shmsink a program's shmsrc", async () => {
  const name = shareName();
  const folder = temporaryFolder();
  // Rows of 150 bytes, which GStreamer pads.
  const writer = await open(name);
  const bridge = spawnPython([example('to_gstreamer.py'), name]);
  const sink =
    launch(`fdsrc blocksize=1048576 ! gdpdepay ! tee name=t ! queue ! gdppay ! filesink buffer-mode=unbuffered
    location=${folder}/packets t. ! queue ! shmsink socket-path=${folder}/socket wait-for-connection=false sync=false`);
  bridge.stdout.pipe(sink.stdin);
  sink.stdin.on('error', () => undefined);
  const socket = appears(folder, 'socket');
  await write(writer, 7_000_000_000);
  await socket;

  const source =
    launch(`shmsrc socket-path=${folder}/socket num-buffers=1 ! video/x-raw,format=RGB,width=50,height=30,framerate=0/1 !
    filesink location=${folder}/frame`);
  const ended = once(source, 'exit');
  let isRead = false;
  void ended.then(() => (isRead = true));
  // shmsink gives a reader what comes after it connected, which nobody is told.
  for (let second = 8; !isRead; second++) {
    await write(writer, second * 1e9);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  const padded = Buffer.alloc(152 * 30);
  const row = halves(writer.geometry).subarray(0, 150);
  for (let y = 0; y < 30; y++) row.copy(padded, y * 152);
  expect(readFileSync(join(folder, 'frame'))).toEqual(padded);

  // The other branch of the tee may be behind.
  const recorded = join(folder, 'packets');
  await expect.poll(() => statSync(recorded).size, { timeout: 20_000 }).toBeGreaterThan(padded.length);
  const times: number[] = [];
  const packets = new GdpReader(1_000_000, {
    onCaps: (caps) => expect(caps).toContain('format=(string)RGB, width=(int)50, height=(int)30'),
    onBuffer: ({ ptsNs, durationNs, payload }) => {
      expect([durationNs, payload]).toEqual([1e9, padded]);
      times.push(ptsNs);
    },
  });
  packets.read(readFileSync(recorded));
  const first = times[0] ?? 0;
  expect(first).toBeGreaterThanOrEqual(7e9);
  expect(times).toEqual(times.map((_, index) => first + index * 1e9));
});

test('docs/SHARING.md tells the layout as it is', () => {
  const page = readFileSync(`${ROOT}docs/SHARING.md`, 'utf8');
  const rows = [...page.matchAll(/^\| (\d+) \| (u32|u64|text8) \| `(\w+)`/gm)].map(([, offset, kind, field]) => [
    field,
    [Number(offset), kind],
  ]);
  const fields = { ...HEADER_FIELDS, ...PROGRESS_FIELDS, ...SLOT_FIELDS };
  expect(Object.fromEntries(rows)).toEqual(fields);
  for (const format of Object.keys(SHARE_FORMATS)) expect(page).toContain(`\`${format}\``);
  expect(encodeHeader({ format: 'RGB', width: 1, height: 1, slots: 2, intervalMs: 0 })).toHaveLength(4096);
});

/** Starts a pipeline that ends with the test. */
function launch(pipeline: string) {
  const child = spawn('gst-launch-1.0', ['-q', ...pipeline.split(/\s+/)], { stdio: ['pipe', 'ignore', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    // `shmsink` leaves its memory behind if it cannot tidy up.
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(late);
  });
  return child;
}

/** Resolves when there is a file of this name in the folder. */
function appears(folder: string, name: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_event, file) => {
      if (file !== name) return;
      watcher.close();
      resolve();
    });
  });
}
