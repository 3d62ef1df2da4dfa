import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Measures `rel release draft` by the number of commits since the last release, with and without a clone: requests, and processor
 * time without git's. Budgets: docs/performance.md.
 */
const sizes = [100, 1_000, 10_000]
const budgetOf = (size, isClone) =>
  size === 10_000
    ? { requests: 105, ...(isClone && { cpu: 1_000 }) }
    : size === 1_000 && isClone
      ? { requests: 12 }
      : null
const bin = fileURLToPath(new URL('../bin/run.cjs', import.meta.url))
const { NODE_EXTRA_CA_CERTS: _extra, SSL_CERT_FILE: _file, SSL_CERT_DIR: _dir, ...env } = process.env
const home = mkdtempSync(join(tmpdir(), 'rel-bench-'))
const dir = join(home, 'sandbox')
const sandbox = (...args) =>
  JSON.parse(
    execFileSync(process.execPath, [bin, 'sandbox', ...args.map(String), '--dir', dir, '--json'], {
      env,
      encoding: 'utf8',
    }),
  ).result
/** A module that prints the processor time of the process when it ends. */
const printCpuTime = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write('cpu '+Math.round((user+system)/1000))})`

async function measureDraft({ url, key }, cwd, name) {
  const headers = { connection: 'close', 'x-sandbox-key': key }
  await fetch(`${url}/_sandbox/requests`, { method: 'DELETE', headers })
  const args = ['--import', printCpuTime, bin, 'release', 'draft', '--dry-run', '-R', `acme/${name}`]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const requests = await (await fetch(`${url}/_sandbox/requests`, { headers })).json()
  return {
    requests: requests.filter(({ kind }) => kind === 'api').length,
    cpu: Number(/cpu (\d+)/.exec(stderr)?.[1]),
  }
}

let overBudget = 0
try {
  const { url, key, users, repositories } = sandbox('start', '--detach')
  const { token } = users.find(({ login }) => login === 'dev')
  console.log(
    `${'release draft --dry-run'.padEnd(34)}${'requests'.padStart(9)}${'CPU ms'.padStart(9)}  budget`,
  )
  for (const size of sizes) {
    const name = `size-${size}-01`
    sandbox(
      'seed',
      '--repositories',
      1,
      '--prefix',
      `size-${size}`,
      '--pulls',
      size,
      '--releases',
      1,
      '--adopted',
    )
    const clone = join(home, name)
    execFileSync('git', ['clone', '--quiet', `http://x:${token}@${new URL(url).host}/acme/${name}`, clone], {
      env,
    })
    execFileSync('git', ['-C', clone, 'config', 'rel.token', token])
    execFileSync('git', ['-C', clone, 'config', 'rel.apiUrl', `${url}/api/v3`])
    for (const [where, cwd] of [
      ['in a clone', clone],
      ['without a clone', repositories[0].clone],
    ]) {
      const { requests, cpu } = await measureDraft({ url, key }, cwd, name)
      const budget = budgetOf(size, where === 'in a clone')
      const isOver = budget && (requests > budget.requests || cpu > (budget.cpu ?? Infinity))
      if (isOver) overBudget += 1
      const limit = budget
        ? `${isOver ? '>' : '≤'} ${budget.requests}${budget.cpu ? `, ${budget.cpu} ms` : ''}`
        : ''
      console.log(
        `${`${size} commits, ${where}`.padEnd(34)}${String(requests).padStart(9)}${String(cpu).padStart(9)}  ${limit}`,
      )
    }
  }
} finally {
  sandbox('stop')
  rmSync(home, { recursive: true, force: true })
}
process.exitCode = overBudget > 0 ? 1 : 0
