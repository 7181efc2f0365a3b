/**
 * dist/web/reelay.js: the recorder as one self-contained ES module, its worker inside, for any page to import from the
 * relay; with `--mode dev-button` dev-button.js, what `reelay/vite` puts into pages. Built after the site, into the same folder.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { ERRORS } from './shared/errors.ts';
import { ownErrors } from './scripts/lib/own-errors.mjs';
import { inlineWorker } from './vite.config.ts';

/** What is in each bundle, from the top. */
const FOLDERS = {
  'recorder/index.ts': ['shared', 'web/recorder', 'web/capture', 'web/transport', 'web/worker'],
  'dev-button/index.ts': ['shared', 'web/dev-button'],
} as const;

export default defineConfig(({ mode }) => {
  const isButton = mode === 'dev-button';
  const entry = isButton ? 'dev-button/index.ts' : 'recorder/index.ts';
  return {
    root: fileURLToPath(new URL('web', import.meta.url)),
    publicDir: false,
    plugins: [ownErrors(ERRORS, FOLDERS[entry])],
    worker: inlineWorker,
    build: {
      outDir: '../dist/web',
      emptyOutDir: false,
      target: 'es2022',
      // Vite would look for the button's beside a module that is no file.
      sourcemap: !isButton,
      lib: { entry, formats: ['es'], fileName: () => (isButton ? 'dev-button.js' : 'reelay.js') },
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
