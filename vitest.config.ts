import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/html/build-page.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'product',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'simulator/**/*.test.ts'],
          exclude: ['test/emulator/**', 'test/package.test.ts'],
        },
      },
      // Builds and packs.
      { extends: true, test: { name: 'package', include: ['test/package.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'emulator',
          include: ['test/emulator/**/*.test.ts'],
          globalSetup: 'test/emulator/setup.ts',
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
