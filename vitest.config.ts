import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { assemblyScript } from './scripts/lib/assembly.mjs';

export default defineConfig({
  plugins: [
    assemblyScript(),
    {
      // Node's threads run JavaScript only: a thread that is started from a source runs as it was built.
      name: 'reelay:built-threads',
      enforce: 'pre',
      transform(code, id) {
        const built = path.dirname(id).replace(import.meta.dirname, path.join(import.meta.dirname, 'dist'));
        return code.replaceAll(
          /new URL\('\.\/([\w-]+-thread\.js)', import\.meta\.url\)/g,
          (_, name: string) => `new URL('${pathToFileURL(path.join(built, name)).href}')`,
        );
      },
    },
  ],
  test: {
    // By itself it gives two processors one worker, though the tests mostly wait for children.
    maxWorkers: 2,
    include: ['{shared,relay,web,scripts,bench}/**/*.test.ts'],
    // Many tests run real children: a loaded machine is no failure.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
