/** `npx vite examples` serves the pages of this folder; vite-app/ is a project of its own. */
import { defineConfig } from 'vite';

export default defineConfig({
  optimizeDeps: { entries: ['three/index.html', 'p5/index.html'] },
});
