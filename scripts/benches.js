import { spawnSync } from 'node:child_process'

/** Every benchmark, one after the other: one that is over its budget does not hide what the others say. */
const names = ['bench', 'bench-sandbox', 'bench-runner', 'bench-draft']
const codes = names.map(
  (name) => spawnSync(process.execPath, [`scripts/${name}.js`], { stdio: 'inherit' }).status ?? 1,
)
process.exitCode = Math.max(...codes)
