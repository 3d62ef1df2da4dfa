import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Measures the time that the sandbox's runner adds to a step, without the shell that it starts, and the time of a run of three
 * jobs, each of which needs the one before and checks out the code twice. Budgets: docs/performance.md.
 */
const steps = 200
const home = mkdtempSync(join(tmpdir(), 'rel-bench-runner-'))
const dir = join(home, 'sandbox')
const rel = (...args) =>
  execFileSync(process.execPath, ['bin/run.cjs', 'sandbox', ...args, '--dir', dir, '--json'], {
    encoding: 'utf8',
  })
const git = (...args) => execFileSync('git', args, { cwd: join(dir, 'widgets'), stdio: 'pipe' })

try {
  const { url, key, apiUrl, users } = JSON.parse(rel('start', '--detach')).result
  const headers = { authorization: `Bearer ${users.find(({ login }) => login === 'dev').token}` }
  /** Pushes a branch with one workflow and waits; returns its run, and the milliseconds from the push to its end. */
  async function runJobs(branch, jobs) {
    mkdirSync(join(dir, 'widgets/.github/workflows'), { recursive: true })
    writeFileSync(
      join(dir, `widgets/.github/workflows/${branch}.yml`),
      `on: {push: {branches: [${branch}]}}\njobs:\n${jobs}`,
    )
    git('checkout', '--quiet', '-B', branch)
    git('add', '--all')
    git('commit', '--quiet', '--message', 'Bench')
    git('push', '--quiet', 'origin', branch)
    const pushed = performance.now()
    await fetch(`${url}/_sandbox/idle?timeout=120`, { headers: { 'x-sandbox-key': key } })
    const milliseconds = performance.now() - pushed
    const runsUrl = `${apiUrl}/repos/acme/widgets/actions/runs?branch=${branch}`
    const { workflow_runs: runs } = await (await fetch(runsUrl, { headers })).json()
    return { run: runs[0], milliseconds }
  }
  const body = Array.from({ length: steps }, () => "      - run: 'true'\n").join('')
  const { run } = await runJobs('bench', `  a:\n    runs-on: x\n    steps:\n${body}`)
  const { jobs } = await (
    await fetch(`${apiUrl}/repos/acme/widgets/actions/runs/${run.id}/jobs`, { headers })
  ).json()
  const log = await (
    await fetch(`${apiUrl}/repos/acme/widgets/actions/jobs/${jobs[0].id}/logs`, { headers })
  ).text()
  const times = log
    .split('\n')
    .flatMap((line) => (line.includes('##[group]Run true') ? [Date.parse(line.split(' ')[0])] : []))
  const perStep = (times.at(-1) - times[0]) / (times.length - 1)
  const script = join(home, 'true.sh')
  writeFileSync(script, 'true')
  const { spawn } = await import('node:child_process')
  const began = performance.now()
  for (let index = 0; index < steps; index += 1)
    await new Promise((done) =>
      spawn('bash', ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'], detached: true }).on('exit', done),
    )
  const perShell = (performance.now() - began) / steps
  console.log(
    `${run.conclusion}: ${perStep.toFixed(1)} ms a step, ${perShell.toFixed(1)} ms of it for a bare shell: ${(perStep - perShell).toFixed(1)} ms for the runner (limit 10)`,
  )
  const checkouts =
    '      - uses: actions/checkout@v5\n      - uses: actions/checkout@v5\n        with: {path: .rel}\n'
  const job = (id, needs) =>
    `  ${id}:\n    runs-on: x\n${needs}    steps:\n${checkouts}      - run: node --version\n`
  const chain = job('one', '') + job('two', '    needs: one\n') + job('three', '    needs: two\n')
  const durations = []
  for (let index = 0; index < 5; index += 1)
    durations.push((await runJobs(`chain${index}`, chain)).milliseconds)
  const median = durations.toSorted((a, b) => a - b)[2]
  console.log(`A run of three jobs: ${Math.round(median)} ms (median of ${durations.length})`)
} finally {
  rel('stop')
  rmSync(home, { recursive: true, force: true })
}
