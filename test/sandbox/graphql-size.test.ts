import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handleGraphql } from '../../src/sandbox/graphql/graphql.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import type { World } from '../../src/sandbox/world.js'
import { stepsOf } from './graphql-process.js'
import { openOrganization, type GraphqlBody, type Organization } from './graphql-organization.js'

/** The cost of a page (reads of the store, processes) must not grow with the size of the repository. */
let acme: Organization
const sizes = { small: 100, large: 20_000 }
const repositories: Record<string, Repository> = {}

beforeAll(async () => {
  acme = openOrganization()
  const steps = stepsOf(acme)
  for (const [name, size] of Object.entries(sizes)) {
    const repository = acme.addRepository(name)
    repositories[name] = repository
    const sha = await acme.commit(repository, 'main', { 'README.md': 'hello\n' }, 'first')
    const release = await steps.release(repository, 'v1.0.0')
    const id = await steps.deploy(repository, 'dev', ['success'])
    fill(repository, size, acme.world.store.get('deployments', id)!, release)
    for (let number = 0; number < (name === 'small' ? 1 : 10); number += 1) {
      await acme.commit(repository, `b${number}`, { [`${number}.txt`]: 'x\n' }, 'work')
      await acme.openPull(repository, `b${number}`)
    }
    expect(sha).toHaveLength(40)
  }
}, 60_000)
afterAll(() => acme.close())

function fill(repository: Repository, size: number, deployment: { id: number }, release: { id: number }) {
  const { store } = acme.world
  const [first, published] = [store.get('deployments', deployment.id)!, store.get('releases', release.id)!]
  store.transaction((tx) => {
    for (let number = 1; number < size; number += 1) {
      const environment = ['dev', 'staging', 'production'][number % 3]!
      const { id } = tx.put('deployments', { ...first, id: store.nextId(), environment })
      tx.put('deploymentStatuses', {
        ...store.first('deploymentStatuses', 'deployment', first.id)!,
        id: store.nextId(),
        deployment: id,
      })
      if (number < size / 4)
        tx.put('releases', { ...published, id: store.nextId(), tag: `v1.${number}.0`, latest: false })
    }
  })
  expect(store.by('deployments', 'repository', repository.id)).toHaveLength(size)
}

/** Runs a query, and counts the reads of the store and the started processes. */
async function count(name: string, fields: string) {
  const { world } = acme
  let [reads, processes] = [0, 0]
  const counted =
    <Rest extends readonly unknown[], Result>(read: (...rest: Rest) => Result) =>
    (...rest: Rest): Result => {
      reads += 1
      return read(...rest)
    }
  const { by, get, first, all } = world.store
  const store = {
    ...world.store,
    by: counted(by),
    get: counted(get),
    first: counted(first),
    all: counted(all),
  }
  const watched = { ...world, store: store as World['store'] }
  const onProcess = (): void => void (processes += 1)
  subscribe('child_process', onProcess)
  const query = `{ repository(owner:"acme",name:"${name}") { ${fields} } }`
  const { body } = await handleGraphql(watched, acme.actor('rosa'), { query })
  unsubscribe('child_process', onProcess)
  const { data, errors } = body as GraphqlBody
  expect(errors).toBeUndefined()
  return { data: data.repository, reads, processes }
}

const order = 'orderBy:{field:CREATED_AT,direction:DESC}'
const statuses = 'latestStatus { state } statuses(first:5) { nodes { state } } ref { name } creator { login }'
test.each([
  ['deployments', `deployments(first:20, ${order}) { totalCount nodes { databaseId state ${statuses} } }`],
  ['of one environment', `deployments(environments:["dev"], first:10, ${order}) { nodes { ${statuses} } }`],
  ['the last ones', `deployments(last:10) { nodes { databaseId ${statuses} } }`],
  ['releases', `releases(first:10, ${order}) { nodes { tagName isLatest tagCommit { oid } } }`],
  ['the latest release', 'latestRelease { tagName isLatest }'],
])('a page has the same cost at 100 and at 20,000 rows: %s', async (_, fields) => {
  const [small, large] = [await count('small', fields), await count('large', fields)]
  expect(large.reads).toBe(small.reads)
  expect(large.processes).toBe(small.processes)
})

test('a page has the newest rows, and totalCount counts all', async () => {
  const { data } = await count('large', `deployments(first:2, ${order}) { totalCount nodes { databaseId } }`)
  const rows = acme.world.store.by('deployments', 'repository', repositories['large']!.id)
  const newest = rows.slice(-2).toReversed()
  expect(data.deployments).toEqual({
    totalCount: 20_000,
    nodes: newest.map(({ id }) => ({ databaseId: id })),
  })
})

test('ten pull requests start no more processes than one after their test merges', async () => {
  const fields = `pullRequests(states:OPEN, first:10) { nodes { mergeable mergeStateStatus reviewDecision statusCheckRollup { state }
    headRef { target { oid } } commits(last:1) { nodes { commit { statusCheckRollup { state } } } } } }`
  for (const name of ['small', 'large']) await count(name, fields)
  const [single, ten] = [await count('small', fields), await count('large', fields)]
  expect(ten.data.pullRequests.nodes).toHaveLength(10)
  expect(ten.data.pullRequests.nodes[0]).toMatchObject({ mergeable: 'MERGEABLE', mergeStateStatus: 'CLEAN' })
  expect(ten.processes).toBe(single.processes)
})
