#!/usr/bin/env node
// CommonJS, because an ES module takes a fifth of Node's own start time longer. `--version` loads nothing else.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Error: rel needs Node 20.19 or later; this is ${process.version}.`)
  process.exitCode = 1
} else if (process.argv.length === 3 && process.argv[2] === '--version') {
  const { name, version } = require('../package.json')
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`)
} else {
  require('../dist/start.cjs')
}
