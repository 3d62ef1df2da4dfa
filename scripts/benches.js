import { spawnSync } from 'node:child_process'

/** Runs all benchmarks, even if one is over its budget. */
const names = ['bench', 'bench-sandbox', 'bench-runner', 'bench-draft']
const codes = names.map(
  (name) => spawnSync(process.execPath, [`scripts/${name}.js`], { stdio: 'inherit' }).status ?? 1,
)
process.exitCode = Math.max(...codes)
