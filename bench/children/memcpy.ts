/** What it costs to copy a frame of memory: tells the CPU time of one copy, ms. Argument: bytes. */

const bytes = Number(process.argv[2]);
/** Far more together than any cache holds, as frames are. */
const BUFFERS = 16;
const COPIES = 400;
const US_PER_MS = 1000;

const sources = Array.from({ length: BUFFERS }, (_, index) => new Uint8Array(bytes).fill(index + 1));
const targets = Array.from({ length: BUFFERS }, () => new Uint8Array(bytes).fill(0));

function copyAll(): void {
  for (let index = 0; index < COPIES; index++) {
    const source = sources[index % BUFFERS];
    if (source) targets[(index * 7) % BUFFERS]?.set(source);
  }
}

copyAll(); // its pages are there by now
const before = process.cpuUsage();
copyAll();
const { user, system } = process.cpuUsage(before);
process.send?.((user + system) / US_PER_MS / COPIES);
