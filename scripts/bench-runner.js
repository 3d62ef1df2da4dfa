import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the runner itself costs a step, beyond the shell that it spawns: `node scripts/bench-runner.js`. */
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
  const body = Array.from({ length: steps }, () => "      - run: 'true'\n").join('')
  mkdirSync(join(dir, 'widgets/.github/workflows'), { recursive: true })
  writeFileSync(
    join(dir, 'widgets/.github/workflows/bench.yml'),
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${body}`,
  )
  git('checkout', '--quiet', '-b', 'bench')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Bench')
  git('push', '--quiet', 'origin', 'bench')
  await fetch(`${url}/_sandbox/idle?timeout=120`)
  const { workflow_runs: runs } = await (
    await fetch(`${apiUrl}/repos/acme/widgets/actions/runs`, { headers })
  ).json()
  const log = await (
    await fetch(`${apiUrl}/repos/acme/widgets/actions/runs/${runs[0].id}/jobs`, { headers })
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
    `${runs[0].conclusion}: ${perStep.toFixed(1)} ms a step, of which a bare shell is ${bare.toFixed(1)} ms: ${(perStep - bare).toFixed(1)} ms of its own (limit 10)`,
  )
} finally {
  rel('stop')
  rmSync(home, { recursive: true, force: true })
}
