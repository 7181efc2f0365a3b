/** Reads a share until it is ended: its name. Prints a line for each frame: how many it lost before it. */
import { openShare } from '../../relay/node/share.ts';

for await (const { lost } of openShare(process.argv[2] ?? '')) process.stdout.write(`${lost}\n`);
