import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What the runner itself costs a step, beyond the shell that it spawns, and how long a run of three jobs takes, each of which
 * needs the one before and checks out the code twice: `node scripts/bench-runner.js`.
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
  const { url, apiUrl, users } = JSON.parse(rel('start', '--detach')).result
  const headers = { authorization: `Bearer ${users.find(({ login }) => login === 'dev').token}` }
  /** Pushes a branch with one workflow of its own; its run, when it has ended, and the milliseconds from the event to its end. */
  async function play(branch, jobs) {
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
    await fetch(`${url}/_sandbox/idle?timeout=120`)
    const milliseconds = performance.now() - pushed
    const place = `${apiUrl}/repos/acme/widgets/actions/runs?branch=${branch}`
    const { workflow_runs: runs } = await (await fetch(place, { headers })).json()
    return { run: runs[0], milliseconds }
  }
  const body = Array.from({ length: steps }, () => "      - run: 'true'\n").join('')
  const { run } = await play('bench', `  a:\n    runs-on: x\n    steps:\n${body}`)
  const log = await (
    await fetch(`${apiUrl}/repos/acme/widgets/actions/runs/${run.id}/jobs`, { headers })
  ).json()
  const text = await (
    await fetch(`${apiUrl}/repos/acme/widgets/actions/jobs/${log.jobs[0].id}/logs`, { headers })
  ).text()
  const times = text
    .split('\n')
    .flatMap((line) => (line.includes('##[group]Run true') ? [Date.parse(line.split(' ')[0])] : []))
  const perStep = (times.at(-1) - times[0]) / (times.length - 1)
  const script = join(home, 'true.sh')
  writeFileSync(script, 'true')
  const { spawn } = await import('node:child_process')
  const began = performance.now()
  for (let at = 0; at < steps; at += 1)
    await new Promise((done) =>
      spawn('bash', ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'], detached: true }).on('exit', done),
    )
  const bare = (performance.now() - began) / steps
  console.log(
    `${run.conclusion}: ${perStep.toFixed(1)} ms a step, of which a bare shell is ${bare.toFixed(1)} ms: ${(perStep - bare).toFixed(1)} ms of its own (limit 10)`,
  )
  const checkouts =
    '      - uses: actions/checkout@v5\n      - uses: actions/checkout@v5\n        with: {path: .rel}\n'
  const job = (id, needs) =>
    `  ${id}:\n    runs-on: x\n${needs}    steps:\n${checkouts}      - run: node --version\n`
  const chain = job('one', '') + job('two', '    needs: one\n') + job('three', '    needs: two\n')
  const durations = []
  for (let at = 0; at < 5; at += 1) durations.push((await play(`chain${at}`, chain)).milliseconds)
  const median = durations.toSorted((one, other) => one - other)[2]
  console.log(`A run of three jobs: ${Math.round(median)} ms (median of ${durations.length})`)
} finally {
  rel('stop')
  rmSync(home, { recursive: true, force: true })
}
