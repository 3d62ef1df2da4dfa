import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf, type Where } from '../support/faults.js'
import { addWorkflow } from '../support/runner.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf } from '../support/transcript.js'

const main = `name: Main branch
on: {push: {branches: [main]}}
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: dev
    steps: [{run: echo deployed}]
`
/** This workflow creates no branch, so rel does. */
const release = `name: Release
on: {release: {types: [published]}}
permissions: {}
jobs:
  staging:
    runs-on: ubuntu-latest
    environment: staging
    steps: [{run: echo deployed}]
`

let sandbox: Sandbox
let commit: string
const repository = '/repos/acme/widgets'
const api = async (login: string, method: string, path: string, body?: unknown): Promise<Json> => {
  const answer = await sandbox.api(login, method, `${repository}${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

beforeAll(async () => {
  sandbox = await startSandbox({ runner: true })
  const { id } = (await sandbox.api('dev', 'GET', '/users/rosa')).body
  await api('olga', 'PUT', '/environments/staging', { reviewers: [{ type: 'User', id }] })
  await addWorkflow(sandbox, 'release.yml', release)
  await addWorkflow(sandbox, 'main-branch.yml', main)
  await sandbox.control('GET', 'idle?timeout=60')
  commit = (await api('dev', 'GET', '/branches/main')).commit.sha
  const images: string = (await api('olga', 'GET', '/actions/variables/REL_IMAGES')).value
  const digest = `sha256:${createHash('sha256').update('image').digest('hex')}`
  const files = {
    [`blobs/${digest.replace(':', '-')}`]: 'image',
    [`ghcr.io/acme/widgets/tags/sha-${commit}`]: digest,
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(images, path)), { recursive: true })
    writeFileSync(join(images, path), content)
  }
}, 120_000)
afterAll(() => sandbox?.stop())

let drafted = 0
/** A draft of the next version, and the command that publishes it. */
async function draft(): Promise<string> {
  const version = `0.${(drafted += 1)}.0`
  await api('rosa', 'POST', '/releases', {
    tag_name: version,
    target_commitish: commit,
    name: version,
    draft: true,
  })
  return version
}
const publish = async (version: string) => {
  const env = { GH_TOKEN: sandbox.token('rosa') }
  return relJson(sandbox, `release publish ${version} --yes --interval 100ms`, { env })
}
const isDone = ({ json }: { readonly json: Json }): boolean => json.outcome === 'pending' && !json.error

/** There is one release, and its tag and branch are at its commit. */
async function expectOneRelease(version: string, label: string): Promise<void> {
  const releases: readonly Json[] = await api('rosa', 'GET', '/releases?per_page=100')
  const own = releases.filter(({ tag_name }) => tag_name === version)
  expect(
    own.map(({ draft: isDraft }) => isDraft),
    label,
  ).toEqual([false])
  for (const ref of [`tags/${version}`, `heads/release/${version}`])
    expect((await api('rosa', 'GET', `/git/ref/${ref}`)).object.sha, label).toBe(commit)
  const { total_count: runs } = await api('rosa', 'GET', `/actions/runs?event=release&branch=${version}`)
  expect(runs, label).toBe(1)
}

test('publishing again after a fault at any request leaves one release and one branch', async () => {
  const first = await draft()
  await sandbox.clearRequests()
  expect(isDone(await publish(first))).toBe(true)
  // Polls of jobs repeat while the run is in progress, so only the first one is tested.
  const requests = (await requestsOf(sandbox)).filter(
    (request, index, all) => !request.endsWith('/jobs') || all.indexOf(request) === index,
  )
  await expectOneRelease(first, 'without a fault')
  const published = requests.findIndex((request) => request.startsWith('PATCH'))
  const [after] = requests.flatMap((request, index) =>
    index > published && request.endsWith('/releases') ? [index] : [],
  )
  expect(requests.slice(0, published + 1)).toHaveLength(5)
  expect(
    requests.slice(published + 1, after).filter((request) => !request.endsWith('/jobs')).length,
  ).toBeLessThanOrEqual(4)

  const faults = faultsOf(sandbox)
  const kinds: Readonly<Record<string, (where: Where) => Promise<void>>> = {
    'a 502': (where) => faults.status(502, where),
    'a drop before': faults.dropBefore,
    'a drop after': faults.dropAfter,
    'a secondary limit': (where) => faults.secondaryLimit(1, where),
  }
  let cases = 0
  let repeated = 0
  for (let nth = 1; nth <= requests.length; nth += 1)
    for (const [kind, addFault] of Object.entries(kinds)) {
      const label = `${kind} at request ${nth}`
      const version = await draft()
      await addFault({ match: { login: 'rosa', nth }, times: 1 })
      let answer = await publish(version)
      for (let attempt = 0; !isDone(answer) && attempt < 4; attempt += 1) {
        repeated += 1
        answer = await publish(version)
      }
      expect(isDone(answer), `${label}: ${JSON.stringify(answer.json)}`).toBe(true)
      await sandbox.clearFaults()
      await expectOneRelease(version, label)
      cases += 1
    }
  console.log(
    `${cases} cases: ${requests.length} requests, ${Object.keys(kinds).length} faults; run again ${repeated} times`,
  )
}, 900_000)
