/** Before the package is packed: everything is built anew, as what an older build left must not be in it. */
import { rmSync } from 'node:fs';
import { build } from './lib/build.mjs';
import { main } from './lib/failure.mjs';
import { root } from './lib/root.mjs';

await main(async () => {
  rmSync(`${root}dist`, { recursive: true, force: true });
  await build();
});
