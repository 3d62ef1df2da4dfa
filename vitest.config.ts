import { configDefaults, defineConfig } from 'vitest/config'

// What runs whole workflows with real processes takes minutes: `npm run test:process`, and CI, run that.
const process = 'test/process/**/*.test.ts'

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
          exclude: [...configDefaults.exclude, process],
        },
      },
      {
        extends: true,
        test: { name: 'process', include: [process], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
})
