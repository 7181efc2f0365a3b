/**
 * dist/web/reelay.js: the recorder as one self-contained ES module, its worker inside, for any page to import from the
 * relay; with `--mode dev-button` dev-button.js, what `reelay/vite` puts into pages, and with `--mode encoded` encoded.js, what
 * encodes in the browser. Built after the site, into the same folder.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { ERRORS } from './shared/errors.ts';
import { assemblyScript } from './scripts/lib/assembly.mjs';
import { ownErrors } from './scripts/lib/own-errors.mjs';
import { inlineWorker } from './vite.config.ts';

/** What is in each bundle, from the top. */
const FOLDERS = {
  'recorder/index.ts': ['shared', 'web/recorder', 'web/capture', 'web/transport', 'web/worker'],
  'dev-button/index.ts': ['shared', 'web/dev-button'],
  'worker/encoded/index.ts': ['shared', 'web/worker', 'web/transport', 'web/capture'],
} as const;

/** By the mode in which they are built. */
const BUNDLES: Readonly<Record<string, readonly [entry: keyof typeof FOLDERS, file: string]>> = {
  'dev-button': ['dev-button/index.ts', 'dev-button.js'],
  encoded: ['worker/encoded/index.ts', 'encoded.js'],
};

export default defineConfig(({ mode }) => {
  const [entry, file] = BUNDLES[mode] ?? (['recorder/index.ts', 'reelay.js'] as const);
  return {
    root: fileURLToPath(new URL('web', import.meta.url)),
    publicDir: false,
    plugins: [assemblyScript(), ownErrors(ERRORS, FOLDERS[entry])],
    worker: inlineWorker,
    build: {
      outDir: '../dist/web',
      emptyOutDir: false,
      target: 'es2022',
      // Vite would look for the button's beside a module that is no file.
      sourcemap: mode !== 'dev-button',
      lib: { entry, formats: ['es'], fileName: () => file },
      rolldownOptions: {
        output: {
          // One file whatever is imported lazily: a page of another origin fetches it once.
          codeSplitting: false,
          // Vite leaves a library's white space in for bundlers to come; here it is a quarter of what pages fetch.
          minify: true,
        },
      },
    },
  };
});
