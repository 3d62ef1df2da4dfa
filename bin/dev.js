#!/usr/bin/env node
// Builds what is in src now, and runs it.
await import('../scripts/build.js')
await import('../dist/start.cjs')
