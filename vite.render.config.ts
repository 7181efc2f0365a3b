/** dist/web/render.js: the program of the page that `reelay render` opens, the recorder and its worker inside. */
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
    lib: { entry: 'render/main.ts', formats: ['es'], fileName: () => 'render.js' },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
