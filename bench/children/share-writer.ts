/** Writes a share at a fixed rate until it is ended: name, width, height, frames a second. Tells when it has begun. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NANOSECONDS_PER_SECOND } from '../../shared/media/time.ts';
import { RingWriter } from '../../relay/taps/share/ring-writer.ts';

const [name = '', ...numbers] = process.argv.slice(2);
const [width = 0, height = 0, rate = 0] = numbers.map(Number);
const writer = await RingWriter.create(name, { format: 'RGB', width, height, slots: 10, intervalMs: 0 }, 0o600);
const pixels = Buffer.alloc(width * height * 3, 0x55);
const durationNs = Math.floor(NANOSECONDS_PER_SECOND / rate);

process.send?.('ready');
const frameMs = 1000 / rate;
let dueMs = performance.now();
for (;;) {
  // What the machine was too busy for is not made up for later.
  dueMs = Math.max(dueMs + frameMs, performance.now());
  await sleep(Math.max(0, dueMs - performance.now()));
  await writer.write({ ptsNs: writer.frames * durationNs, durationNs, pixels, dropped: 0 });
}
