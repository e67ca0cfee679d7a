import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    env: { TZ: 'America/Phoenix' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // As the Rust tests: a machine that others use may stall for seconds.
    retry: 1,
  },
});
