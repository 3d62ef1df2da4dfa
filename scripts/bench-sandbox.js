import { execFileSync, fork, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The embedded GitHub at size: what a page costs in a repository with a long past, as a ratio to the same page of a young
 * one, asked in turn; what a pull request weighs; how long a start takes. Budgets: docs/performance.md.
 */
const pairs = Number(process.argv[2] ?? 15)
const young = { pulls: 100, releases: 100, deployments: 100 }
const old = { pulls: 10_000, releases: 5_000, deployments: 20_000 }
const bin = fileURLToPath(new URL('../bin/run.cjs', import.meta.url))
const server = fileURLToPath(new URL('../dist/serve.cjs', import.meta.url))
// An extra CA bundle costs Node 20 more than its own start, and would halve every ratio.
const { NODE_EXTRA_CA_CERTS: _extra, SSL_CERT_FILE: _file, SSL_CERT_DIR: _dir, ...env } = process.env
const home = mkdtempSync(join(tmpdir(), 'rel-bench-'))
const dir = join(home, 'sandbox')

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]
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

/** From `node serve.js` to the message that it answers. The server is stopped again. */
async function start() {
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
/** MiB, where the system tells it. */
const memoryOf = (pid) =>
  process.platform === 'linux'
    ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
    : NaN
const bare = () => timed(() => void spawnSync(process.execPath, ['-e', '0'], { env, stdio: 'ignore' }))

async function starts(count) {
  const runs = []
  for (let at = 0; at < count; at += 1) runs.push({ node: await bare(), ...(await start()) })
  return {
    ms: median(runs.map(({ ready }) => ready)),
    ratio: median(runs.map(({ node, ready }) => ready / node)),
    memory: median(runs.map(({ memory }) => memory)),
  }
}

const query = (text) => ({ method: 'POST', path: '/graphql', body: text })
const pages = {
  'REST list of pull requests': () => ({ path: '/pulls?state=all&per_page=100' }),
  'REST list of open ones': () => ({ path: '/pulls?per_page=100' }),
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

async function ask({ url, token }, name, { path, body }) {
  const text = body && JSON.stringify({ query: `{ repository(owner: "acme", name: "${name}") { ${body} } }` })
  const answer = await fetch(text ? `${url}/api/graphql` : `${url}/api/v3/repos/acme/${name}${path}`, {
    method: text ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}` },
    body: text,
  })
  const said = await answer.text()
  if (answer.status === 501 || said.includes('NOT_IMPLEMENTED')) return false
  if (!answer.ok || said.includes('"errors"'))
    throw new Error(`${path ?? body}: ${answer.status} ${said.slice(0, 300)}`)
  return true
}

let over = 0
const row = (name, ...cells) => console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(12)).join(''))
const verdict = (value, budget) => {
  if (value > budget) over += 1
  return `${value > budget ? '>' : '≤'} ${budget}`
}

try {
  rel('start', '--detach')
  seed('young', young)
  rel('stop')
  const empty = await starts(pairs)
  rel('start', '--detach')
  seed('pulls', { pulls: old.pulls, releases: 0, deployments: 1 })
  rel('stop')
  const pulls = await starts(3)
  const { url, users } = rel('start', '--detach')
  const seeding = await timed(() => seed('old', old))
  const to = { url, token: users.find(({ login }) => login === 'dev').token }

  console.log(`node ${process.version}, ${pairs} pairs each`)
  console.log(
    `old: ${JSON.stringify(old)}, seeded in ${(seeding / 1000).toFixed(1)} s; young: ${JSON.stringify(young)}\n`,
  )
  row('page', 'young ms', 'old ms', 'ratio', 'budget')
  for (const [name, request] of Object.entries(pages)) {
    if (!(await ask(to, 'young-01', request())) || !(await ask(to, 'old-01', request()))) {
      row(name, 'not in the sandbox')
      continue
    }
    const times = []
    for (let at = 0; at < pairs; at += 1)
      times.push([
        await timed(() => ask(to, 'young-01', request())),
        await timed(() => ask(to, 'old-01', request())),
      ])
    const ratio = median(times.map(([one, other]) => other / one))
    const ms = (at) => median(times.map((pair) => pair[at])).toFixed(1)
    row(name, ms(0), ms(1), ratio.toFixed(2), verdict(ratio, 3))
  }
  rel('stop')
  const full = await starts(3)
  const journal = statSync(join(dir, '.sandbox', 'journal.ndjson')).size / 2 ** 20
  console.log('')
  row('start', 'ms', '× bare node', 'MiB', 'budget')
  const line = (name, { ms, ratio, memory }, budget = '') =>
    row(name, ms.toFixed(0), ratio.toFixed(2), memory.toFixed(0), budget)
  line('with the demo and young', empty, verdict(empty.ratio, 5))
  line(`with ${old.pulls} pull requests`, pulls)
  line(`with all (journal ${journal.toFixed(0)} MiB)`, full)
  const each = ((pulls.memory - empty.memory) * 1024) / old.pulls
  console.log(`\na pull request weighs ${each.toFixed(1)} KiB of memory after a start`)
  process.exitCode = over > 0 ? 1 : 0
} finally {
  spawnSync(process.execPath, [bin, 'sandbox', 'stop', '--dir', dir], { env, stdio: 'ignore' })
  rmSync(home, { recursive: true, force: true })
}
