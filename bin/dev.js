#!/usr/bin/env node
// Builds src and runs the result.
import { buildHere } from '../scripts/build.js'

await buildHere()
await import('../dist/start.cjs')
