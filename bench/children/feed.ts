/** Feeds frames into a child process as the relay does, or into one that only reads; tells when it begins and ends. `ring`: they lie in a file that GStreamer maps; `copy`: and are copied into one first. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { SRGB } from '../../shared/media/colour.ts';
import { frameDurationNs, frameTimeNs, type Rate } from '../../shared/media/time.ts';
import { CREDIT_WINDOW_FRAMES } from '../../shared/wire/limits.ts';
import { Feeder } from '../../relay/pipeline/feeder.ts';
import { openPipeline } from '../../relay/pipeline/pipeline.ts';
import type { RingArea, RingSlot } from '../../relay/pipeline/ring-area.ts';
import type { PipelineFrame } from '../../relay/pipeline/types.ts';
import { temporaryPath } from '../../relay/system/shared-memory.ts';
import { FPS, WARM_UP_FRAMES } from '../jobs.ts';
import { noEncoderPlan } from '../lib/no-encoder.ts';

const [into, framesText, widthText, heightText] = process.argv.slice(2);
const [frames, width, height] = [Number(framesText), Number(widthText), Number(heightText)];
const rate: Rate = [FPS, 1];
const caps = { format: 'BGRX', width, height, colour: SRGB, rate } as const;

/** Bytes of the pieces in which Chromium's messages arrive. */
const PIECE_BYTES = 131_000;
const PAGE_BYTES = 4096;
/** Like a page's file. */
const SLOTS = 4;

/** One frame; the same memory each time, as only the way it travels is measured. */
const pixels = Buffer.alloc(width * height * 4, 0x55);

/** It in pieces. */
function makePayload(): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let offset = 0; offset < pixels.byteLength; offset += PIECE_BYTES)
    pieces.push(pixels.subarray(offset, offset + PIECE_BYTES));
  return pieces;
}

/** It in every slot of a file in shared memory, which goes away with this process. */
function makeSlots(): RingSlot[] {
  const path = temporaryPath();
  const slotBytes = Math.ceil(pixels.byteLength / PAGE_BYTES) * PAGE_BYTES;
  const area = { name: `/${basename(path)}`, bytes: SLOTS * slotBytes } as const;
  const file = openSync(path, 'wx');
  process.once('exit', () => unlinkSync(path));
  process.once('disconnect', () => process.exit());
  ftruncateSync(file, area.bytes);
  return Array.from({ length: SLOTS }, (_, index) => {
    writeSync(file, pixels, 0, pixels.byteLength, index * slotBytes);
    return { area, offset: index * slotBytes, bytes: pixels.byteLength };
  });
}

type Write = (frame: PipelineFrame, accepted: () => void) => void;

async function openGStreamer(area?: RingArea): Promise<Write> {
  const plan = await noEncoderPlan(width, height, rate);
  const pipeline = await openPipeline(plan, { directory: tmpdir(), fileName: 'bench.part', ...(area ? { area } : {}) });
  pipeline.setCaps(caps);
  return (frame, accepted) => pipeline.write(frame, accepted);
}

/** The same feeder into a program that does nothing but read. */
function openReader(): Write {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'inherit'] });
  const feeder = new Feeder(child.stdin, (error) => {
    throw error;
  });
  feeder.setCaps(caps);
  return (frame, accepted) => feeder.write(frame, accepted);
}

const payload = makePayload();
const slots = into === 'ring' || into === 'copy' ? makeSlots() : [];
const write = into === 'reader' ? openReader() : await openGStreamer(slots[0]?.area);
let written = 0;

/** Writes `count` frames with as many under way as the relay has; resolves when the last is accepted. */
function feed(count: number): Promise<void> {
  const last = written + count;
  return new Promise((resolve) => {
    let accepted = written;
    const next = (): void => {
      if (written === last) return;
      const index = written++;
      const times = { ptsNs: frameTimeNs(index, rate), durationNs: frameDurationNs(index, rate) };
      const slot = into === 'ring' ? slots[index % SLOTS] : undefined;
      write({ ...times, payload, ...(slot ? { slot } : {}) }, () => {
        if (++accepted === last) resolve();
        else next();
      });
    };
    for (let index = 0; index < CREDIT_WINDOW_FRAMES; index++) next();
  });
}

await feed(WARM_UP_FRAMES);
process.send?.('ready');
await once(process, 'message');
const startedMs = performance.now();
await feed(frames);
process.send?.((performance.now() - startedMs) / 1000);
