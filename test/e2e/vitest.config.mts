import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: '.',
    include: ['test/e2e/**/*.test.ts'],
    // A first use installs VS Code and compiles it; training to the second epoch takes its time as well.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // One VS Code at a time, or two cores serve neither.
    fileParallelism: false,
  },
});
