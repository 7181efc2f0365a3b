/** `npm run build`: everything into dist/, whether or not sources changed. */
import { build } from './lib/build.mjs';
import { main } from './lib/failure.mjs';

await main(build);
