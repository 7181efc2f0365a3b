/**
 * dist/web/clock.js: virtual time as one self-contained ES module; with `--mode classic` clock.classic.js, the same as a
 * classic script that defines `reelayClock`. Built after the site, into the same folder.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { classicText, withoutUtil } from './vite.config.ts';

export default defineConfig(({ mode }) => {
  const isClassic = mode === 'classic';
  return {
    root: fileURLToPath(new URL('web', import.meta.url)),
    publicDir: false,
    plugins: [classicText()],
    // As in any other build: `classic` is a form, not an environment.
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: '../dist/web',
      emptyOutDir: false,
      target: 'es2022',
      minify: true,
      sourcemap: true,
      // What is bundled must come with its licence.
      license: { fileName: 'licenses/clock.md' },
      // The white space that Vite leaves in a library, too: a page may fetch it as it is.
      rolldownOptions: { onLog: withoutUtil, output: { minify: true } },
      lib: isClassic
        ? {
            entry: 'clock/classic.ts',
            formats: ['iife'],
            name: 'reelayClockScript',
            fileName: () => 'clock.classic.js',
          }
        : { entry: 'clock/index.ts', formats: ['es'], fileName: () => 'clock.js' },
    },
  };
});
