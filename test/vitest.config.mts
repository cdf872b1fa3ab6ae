import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: '.',
    include: ['test/{unit,conformance,headless}/**/*.test.ts'],
    // Engines and downloads compute for seconds; a hang is still found.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores are what we plan for; more workers only fight over them.
    maxWorkers: 2,
  },
});
