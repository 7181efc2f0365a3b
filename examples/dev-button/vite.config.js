/** `npx vite examples/dev-button`: a page of one's own, with a record button in its corner and a relay beside it. */
import { reelay } from 'reelay/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [reelay({ recording: { fps: 30, name: 'dial' } })],
});
