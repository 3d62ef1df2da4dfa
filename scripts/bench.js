import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Measures start-up as paired ratios to `node -e 0`: runs the command and bare Node in turn and takes the median of the ratios,
 * because milliseconds depend on the machine. Budgets: docs/performance.md.
 */
const pairs = Number(process.argv[2] ?? 21)
const bin = fileURLToPath(new URL('../bin/run.cjs', import.meta.url))
// Reading an extra CA bundle takes Node 20 longer than its own start and would halve every ratio.
const { NODE_EXTRA_CA_CERTS: _extra, SSL_CERT_FILE: _file, SSL_CERT_DIR: _dir, ...rest } = process.env
const env = { ...rest, CI: '1' }

const rows = [
  { name: 'node -e 0 (compared with itself)', words: ['-e', '0'], budget: null },
  { name: 'rel --version', words: [bin, '--version'], budget: 1.3 },
  { name: 'rel --help', words: [bin, '--help'], budget: 1.6 },
  { name: 'rel qa deploy --help', words: [bin, 'qa', 'deploy', '--help'], budget: 1.6 },
  { name: 'rel prevew up (unknown)', words: [bin, 'prevew', 'up'], budget: 1.6 },
  { name: 'rel config schema', words: [bin, 'config', 'schema'], budget: 2.6 },
]

function milliseconds(words) {
  const start = process.hrtime.bigint()
  const { status, error } = spawnSync(process.execPath, words, { env, stdio: 'ignore' })
  if (error || status === null) throw error ?? new Error(`${words.join(' ')} was killed`)
  return Number(process.hrtime.bigint() - start) / 1e6
}
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

console.log(`node ${process.version}, ${pairs} pairs each\n`)
console.log(`${'command'.padEnd(34)}${'ms'.padStart(6)}${'× bare node'.padStart(14)}${'budget'.padStart(9)}`)
let overBudget = 0
for (const { name, words, budget } of rows) {
  milliseconds(words)
  const times = Array.from({ length: pairs }, () => [milliseconds(['-e', '0']), milliseconds(words)])
  const ratio = median(times.map(([bare, command]) => command / bare))
  const verdict = budget === null ? '' : ratio <= budget ? `≤ ${budget}` : `> ${budget}`
  if (budget !== null && ratio > budget) overBudget += 1
  console.log(
    `${name.padEnd(34)}${median(times.map(([, command]) => command))
      .toFixed(0)
      .padStart(6)}${ratio.toFixed(2).padStart(14)}${verdict.padStart(9)}`,
  )
}
process.exitCode = overBudget > 0 ? 1 : 0
