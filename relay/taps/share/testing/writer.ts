/**
 * A writer in a process of its own, for tests: it does what it is told by messages, and each of its frames is filled with
 * its sequence number. Arguments: name, width (a multiple of four), height, slots.
 */
import { RingWriter } from '../ring-writer.ts';

const [name = '', ...numbers] = process.argv.slice(2);
const [width = 0, height = 0, slots = 0] = numbers.map(Number);
const writer = await RingWriter.create(name, { format: 'GRAY8', width, height, slots, intervalMs: 0 }, 0o600);

async function write(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const pixels = Buffer.alloc(width * height);
    new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4).fill(writer.frames);
    await writer.write({ ptsNs: writer.frames * 1_000_000, durationNs: 1_000_000, pixels, dropped: 0 });
  }
}

/**
 * `write N`: writes N frames as fast as it can; `close`: ends the share; `exit`: ends the program and not the share. Answered
 * when it is done.
 */
async function obey(command: string): Promise<void> {
  const [verb, count] = command.split(' ');
  if (verb === 'write') await write(Number(count));
  else if (verb === 'close') await writer.close();
  else if (verb === 'exit') process.exit();
  process.send?.(command);
}

let last: Promise<void> = Promise.resolve();
process.on('message', (command: string) => {
  last = last.then(() => obey(command));
});
process.send?.('ready');
