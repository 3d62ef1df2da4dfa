import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Most tests wait for a server or a program: one worker for each processor would leave them idle.
    maxWorkers: 4,
    // Their JSON imports have no attribute, which Node.js refuses.
    server: { deps: { inline: [/@actions\//] } },
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
