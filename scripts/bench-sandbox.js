import { execFileSync, fork, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Measures the embedded GitHub at size: the time of a page in a large repository, as a ratio to the same page in a small one,
 * requested in turn; the memory of a pull request; the time of a start. Budgets: docs/performance.md.
 */
const pairs = Number(process.argv[2] ?? 15)
const small = { pulls: 100, releases: 100, deployments: 100 }
const large = { pulls: 10_000, releases: 5_000, deployments: 20_000 }
const bin = fileURLToPath(new URL('../bin/run.cjs', import.meta.url))
const server = fileURLToPath(new URL('../dist/serve.cjs', import.meta.url))
// Reading an extra CA bundle takes Node 20 longer than its own start and would halve every ratio.
const { NODE_EXTRA_CA_CERTS: _extra, SSL_CERT_FILE: _file, SSL_CERT_DIR: _dir, ...env } = process.env
const home = mkdtempSync(join(tmpdir(), 'rel-bench-'))
const dir = join(home, 'sandbox')

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const rel = (...words) =>
  JSON.parse(
    execFileSync(process.execPath, [bin, 'sandbox', ...words, '--dir', dir, '--json'], {
      env,
      encoding: 'utf8',
    }),
  ).result
const seed = (prefix, { pulls, releases, deployments }) =>
  rel(
    ...['seed', '--repositories', '1', '--prefix', prefix, '--pulls', pulls],
    ...['--releases', releases, '--deployments', deployments].map(String),
  )
async function timed(work) {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** Measures the time from the start of `serve.cjs` to its message that it is ready, and its memory; then stops it. */
async function measureStart() {
  let child
  const ready = await timed(
    () =>
      new Promise((done, fail) => {
        child = fork(server, [dir, '0', 'lax'], {
          env,
          execArgv: [],
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        })
        child.once('message', (message) => (message.error ? fail(new Error(message.error.message)) : done()))
      }),
  )
  const memory = memoryOf(child.pid)
  child.kill('SIGTERM')
  await new Promise((done) => child.once('exit', done))
  return { ready, memory }
}
/** Resident memory in MiB; NaN on systems other than Linux. */
const memoryOf = (pid) =>
  process.platform === 'linux'
    ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
    : NaN
const startBareNode = () =>
  timed(() => void spawnSync(process.execPath, ['-e', '0'], { env, stdio: 'ignore' }))

async function measureStarts(count) {
  const runs = []
  for (let at = 0; at < count; at += 1) runs.push({ node: await startBareNode(), ...(await measureStart()) })
  return {
    ms: median(runs.map(({ ready }) => ready)),
    ratio: median(runs.map(({ node, ready }) => ready / node)),
    memory: median(runs.map(({ memory }) => memory)),
  }
}

const query = (text) => ({ method: 'POST', path: '/graphql', body: text })
const pages = {
  'REST list of pull requests': () => ({ path: '/pulls?state=all&per_page=100' }),
  'REST list of open pull requests': () => ({ path: '/pulls?per_page=100' }),
  'REST list of issues': () => ({ path: '/issues?state=all&per_page=100' }),
  'REST one pull request': () => ({ path: '/pulls/77' }),
  'REST list of releases': () => ({ path: '/releases?per_page=100' }),
  'REST one release by its tag': () => ({ path: '/releases/tags/v0.77.0' }),
  'REST latest release': () => ({ path: '/releases/latest' }),
  'REST list of deployments': () => ({ path: '/deployments?environment=dev&per_page=100' }),
  'GraphQL newest pull requests': () =>
    query(
      'pullRequests(last: 100) { totalCount nodes { number title mergedAt labels(first: 5) { nodes { name } } } }',
    ),
  'GraphQL newest releases': () =>
    query('releases(first: 100, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { tagName } }'),
  'GraphQL newest deployments': () =>
    query('deployments(last: 100, environments: ["dev"]) { nodes { state commitOid } }'),
  'GraphQL one pull request': () => query('pullRequest(number: 77) { title mergeCommit { oid } }'),
}

/** Requests a page; false if the sandbox does not have it. */
async function request({ url, token }, name, { path, body }) {
  const text = body && JSON.stringify({ query: `{ repository(owner: "acme", name: "${name}") { ${body} } }` })
  const response = await fetch(text ? `${url}/api/graphql` : `${url}/api/v3/repos/acme/${name}${path}`, {
    method: text ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}` },
    body: text,
  })
  const content = await response.text()
  if (response.status === 501 || content.includes('NOT_IMPLEMENTED')) return false
  if (!response.ok || content.includes('"errors"'))
    throw new Error(`${path ?? body}: ${response.status} ${content.slice(0, 300)}`)
  return true
}

let overBudget = 0
const row = (name, ...cells) => console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(12)).join(''))
const verdict = (value, budget) => {
  if (value > budget) overBudget += 1
  return `${value > budget ? '>' : '≤'} ${budget}`
}

try {
  rel('start', '--detach')
  seed('small', small)
  rel('stop')
  const atSmall = await measureStarts(pairs)
  rel('start', '--detach')
  seed('pulls', { pulls: large.pulls, releases: 0, deployments: 1 })
  rel('stop')
  const atPulls = await measureStarts(3)
  const { url, users } = rel('start', '--detach')
  const seeding = await timed(() => seed('large', large))
  const target = { url, token: users.find(({ login }) => login === 'dev').token }

  console.log(`node ${process.version}, ${pairs} pairs each`)
  console.log(
    `large: ${JSON.stringify(large)}, seeded in ${(seeding / 1000).toFixed(1)} s; small: ${JSON.stringify(small)}\n`,
  )
  row('page', 'small ms', 'large ms', 'ratio', 'budget')
  for (const [name, page] of Object.entries(pages)) {
    if (!(await request(target, 'small-01', page())) || !(await request(target, 'large-01', page()))) {
      row(name, 'not in the sandbox')
      continue
    }
    const times = []
    for (let at = 0; at < pairs; at += 1)
      times.push([
        await timed(() => request(target, 'small-01', page())),
        await timed(() => request(target, 'large-01', page())),
      ])
    const ratio = median(times.map(([inSmall, inLarge]) => inLarge / inSmall))
    const ms = (index) => median(times.map((pair) => pair[index])).toFixed(1)
    row(name, ms(0), ms(1), ratio.toFixed(2), verdict(ratio, 3))
  }
  rel('stop')
  const atLarge = await measureStarts(3)
  const journal = statSync(join(dir, '.sandbox', 'journal.ndjson')).size / 2 ** 20
  console.log('')
  row('start', 'ms', '× bare node', 'MiB', 'budget')
  const startRow = (name, { ms, ratio, memory }, budget = '') =>
    row(name, ms.toFixed(0), ratio.toFixed(2), memory.toFixed(0), budget)
  startRow('with the demo and small', atSmall, verdict(atSmall.ratio, 5))
  startRow(`with ${large.pulls} pull requests`, atPulls)
  startRow(`with everything (journal ${journal.toFixed(0)} MiB)`, atLarge)
  const perPull = ((atPulls.memory - atSmall.memory) * 1024) / large.pulls
  console.log(`\na pull request takes ${perPull.toFixed(1)} KiB of memory after a start`)
  process.exitCode = overBudget > 0 ? 1 : 0
} finally {
  spawnSync(process.execPath, [bin, 'sandbox', 'stop', '--dir', dir], { env, stdio: 'ignore' })
  rmSync(home, { recursive: true, force: true })
}
