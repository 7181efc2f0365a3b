import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,relay,web,scripts}/**/*.test.ts'],
    // Many tests run real children: a loaded machine is no failure.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
