import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Their JSON imports have no attribute, which Node.js refuses.
  test: {
    server: { deps: { inline: [/@actions\//] } },
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
