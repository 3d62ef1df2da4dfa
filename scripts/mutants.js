import { build } from 'esbuild'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { tryMutants } from './mutants/harness.js'
import { problemOf, root } from './mutants/source.js'

/**
 * For each mutant of test/mutants/table.ts, or only the named ones: builds rel with one rule switched off and runs the tests that
 * must fail. `--list` prints and checks the table without running anything. `--table FILE` reads another table.
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
const selected = positionals.length === 0 ? table : table.filter(({ name }) => positionals.includes(name))
const width = Math.max(...table.map(({ name }) => name.length))
const printRow = (state, name, text) => console.log(`${state.padEnd(8)}  ${name.padEnd(width)}  ${text}`)

if (unknown !== undefined) {
  console.error(`Unknown mutant: ${unknown}\nHint: \`npm run mutants -- --list\` lists them.`)
  process.exitCode = 2
} else if (values.list) {
  for (const mutant of selected) {
    const problem = problemOf(mutant)
    if (problem) process.exitCode = 1
    printRow(problem ? 'INVALID' : 'valid', mutant.name, problem ?? mutant.rule)
  }
} else await runMutants()

async function runMutants() {
  const interrupt = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => interrupt.abort())
  const counts = { caught: 0, survived: 0, invalid: 0 }
  try {
    await tryMutants(selected, interrupt.signal, (mutant, { state, by, why }) => {
      counts[state] += 1
      const shown = state === 'caught' ? state : state.toUpperCase()
      printRow(shown, mutant.name, by ? `by ${by}` : (why ?? `${mutant.rule} (${mutant.tests.join(', ')})`))
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
