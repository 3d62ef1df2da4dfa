import { configDefaults, defineConfig } from 'vitest/config'

// What runs whole workflows, and what takes long for other reasons: `npm run test:long`, and CI, run that.
const long = ['test/process/**/*.test.ts', 'test/**/*.long.test.ts']

export default defineConfig({
  test: {
    // Most tests wait for a server or a program: one worker for each processor would leave them idle.
    maxWorkers: 4,
    // Their JSON imports have no attribute, which Node.js refuses.
    server: { deps: { inline: [/@actions\//] } },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'default',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...long],
        },
      },
      {
        extends: true,
        test: { name: 'long', include: long, testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
})
