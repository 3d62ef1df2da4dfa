#!/usr/bin/env node
// Builds what is in src now, and runs it.
import { buildHere } from '../scripts/build.js'

await buildHere()
await import('../dist/run.js')
