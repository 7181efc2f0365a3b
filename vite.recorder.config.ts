/**
 * dist/web/reelay.js: the recorder as one self-contained ES module, its worker inside, for any page to import from the
 * relay. Built after the site, into the same folder.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { inlineWorker } from './vite.config.ts';

export default defineConfig({
  root: fileURLToPath(new URL('web', import.meta.url)),
  publicDir: false,
  worker: inlineWorker,
  build: {
    outDir: '../dist/web',
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    lib: { entry: 'recorder/index.ts', formats: ['es'], fileName: () => 'reelay.js' },
    // One file whatever is imported lazily: a page of another origin fetches it once.
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
