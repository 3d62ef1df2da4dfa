import { build } from 'esbuild'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { tryAll } from './mutants/harness.js'
import { problemOf, root } from './mutants/source.js'

/**
 * Builds rel with one rule switched off, and runs the tests that must catch it, for each mutant of test/mutants/table.ts or the
 * ones that are named. `--list` shows and checks the table, and runs nothing. `--table FILE`: another table.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    table: { type: 'string', default: `${root}test/mutants/table.ts` },
  },
})

async function readTable(path) {
  const { outputFiles } = await build({
    entryPoints: [resolve(path)],
    bundle: true,
    format: 'esm',
    write: false,
  })
  const { mutants } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
  return mutants
}

const table = await readTable(values.table)
const unknown = positionals.find((name) => !table.some((mutant) => mutant.name === name))
const chosen = positionals.length === 0 ? table : table.filter(({ name }) => positionals.includes(name))
const width = Math.max(...table.map(({ name }) => name.length))
const line = (word, name, text) => console.log(`${word.padEnd(8)}  ${name.padEnd(width)}  ${text}`)

if (unknown !== undefined) {
  console.error(`Unknown mutant: ${unknown}\nHint: \`npm run mutants -- --list\` lists them.`)
  process.exitCode = 2
} else if (values.list) {
  for (const mutant of chosen) {
    const problem = problemOf(mutant)
    if (problem) process.exitCode = 1
    line(problem ? 'INVALID' : 'valid', mutant.name, problem ?? mutant.rule)
  }
} else await run()

async function run() {
  const interrupt = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => interrupt.abort())
  const counts = { caught: 0, survived: 0, invalid: 0 }
  try {
    await tryAll(chosen, interrupt.signal, (mutant, { state, by, why }) => {
      counts[state] += 1
      const word = state === 'caught' ? state : state.toUpperCase()
      line(word, mutant.name, by ? `by ${by}` : (why ?? `${mutant.rule} (${mutant.tests.join(', ')})`))
    })
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    console.error('Cancelled.')
    process.exitCode = 130
    return
  }
  const { caught, survived, invalid } = counts
  console.log(`${caught} caught, ${survived} survived${invalid ? `, ${invalid} invalid` : ''}`)
  if (survived + invalid > 0) process.exitCode = 1
}
