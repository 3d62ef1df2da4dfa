#!/usr/bin/env node
// CommonJS, because an ES module takes a fifth of Node's own start time longer. `--version` loads nothing else.
const { existsSync, writeSync } = require('node:fs')
const { join } = require('node:path')

const [major, minor] = process.versions.node.split('.').map(Number)
const start = join(__dirname, '../dist/start.cjs')
if (major < 20 || (major === 20 && minor < 19))
  fail(`rel needs Node 20.19 or later; this is ${process.version}.`)
else if (process.argv.length === 3 && process.argv[2] === '--version') printVersion()
else if (existsSync(start)) require(start)
else fail(`The installation of rel is incomplete: There is no ${start}.`, 'Install rel again.')

function printVersion() {
  const { name, version } = require('../package.json')
  try {
    writeSync(1, `${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
  } catch (error) {
    if (error.code !== 'EPIPE') fail(`The output could not be written: ${error.message}.`, 'Free some space.')
  }
}

function fail(message, hint) {
  console.error(`Error: ${message}${hint ? `\nHint: ${hint}` : ''}`)
  process.exitCode = 1
}
