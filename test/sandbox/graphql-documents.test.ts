import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergePull } from '../../src/sandbox/rules/pulls/pulls.js'
import { addLabels } from '../../src/sandbox/rules/pulls/labels.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { openOrganization, type Organization } from './graphql-organization.js'

/** Runs every GraphQL document of rel against real repositories. */
const documents = new URL('./documents/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, documents), 'utf8')

let acme: Organization
let widgets: Repository
let first: string
let head: string
let tip: string

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  first = await acme.commit(
    widgets,
    'main',
    { 'README.md': 'hello\n', '.github/rel.yml': 'qa: {}\n' },
    'first',
  )
  await acme.commit(
    widgets,
    'main',
    { '.github/workflows/ci.yml': 'on: push\n', '.github/actions/a/action.yml': 'x\n' },
    'ci',
  )
  await acme.commit(widgets, 'feature', { 'a.txt': 'a\n' }, 'feature work')
  const pull = await acme.openPull(widgets, 'feature', 'Feature')
  head = (
    await mergePull(acme.request('rosa', widgets), pull.number, {
      method: 'merge',
    })
  ).sha
  for (const branch of ['mine', 'theirs']) {
    tip = await acme.commit(widgets, branch, { [`${branch}.txt`]: 'x\n' }, `${branch} work`)
    addLabels(acme.request('dev', widgets), await acme.openPull(widgets, branch), ['deploy', 'deploy/qa1'], {
      create: true,
    })
  }
  for (const name of ['a', 'b', ...Array.from({ length: 25 }, (_, index) => `svc${index}`)])
    acme.addRepository(name, {}, widgets)
}, 60_000)
afterAll(() => acme.close())

const variables = async (): Promise<object> => {
  const { data } = await acme.ask(
    'dev',
    `{ repository(owner:"acme",name:"widgets") { id label(name:"deploy") { id } pullRequests(first:10, states:OPEN) { nodes { id } } } }`,
  )
  const { id, label, pullRequests } = data.repository
  return {
    owner: 'acme',
    name: 'widgets',
    org: 'acme',
    head: 'mine',
    label: 'deploy',
    oid: head,
    tag: 'refs/heads/main',
    repo: id,
    color: 'ededed',
    labelId: label.id,
    mine: pullRequests.nodes[0].id,
    loser: pullRequests.nodes[1].id,
  }
}

describe('every document of rel runs without errors', () => {
  const reads = readdirSync(documents).filter(
    (name) => !['label-create', 'label-write', 'sync-write'].includes(name.replace('.graphql', '')),
  )
  test.each(reads)('%s', async (name) => {
    const query = read(name)
      .replaceAll('1111111111111111111111111111111111111111', first)
      .replaceAll('2222222222222222222222222222222222222222', tip)
      .replace(/(p\d+): pullRequest\(number:\s*\d+\)/g, '$1: pullRequest(number:1)')
    const { data, errors } = await acme.ask('dev', query, await variables())
    expect(errors).toBeUndefined()
    expect(data).toBeTruthy()
  })

  test('label-create.graphql', async () => {
    const { repo } = (await variables()) as { repo: string }
    const { data, errors } = await acme.ask('dev', read('label-create.graphql'), {
      repo,
      name: 'new',
      color: 'abcdef',
    })
    expect(errors).toBeUndefined()
    expect(data.createLabel.label.id).toBeTruthy()
  })

  test('label-write.graphql moves the label from a pull request to another', async () => {
    const { mine, loser, labelId } = (await variables()) as Record<string, string>
    const { data, errors } = await acme.ask('dev', read('label-write.graphql'), {
      mine,
      loser,
      label: labelId,
      labelName: 'deploy',
      body: 'Taken over',
    })
    expect(errors).toBeUndefined()
    const holders = data.hold.labelable.repository.pullRequests.nodes
    expect(holders).toHaveLength(1)
    expect(holders[0]).toMatchObject({ number: 2, author: { login: 'dev' } })
    expect(data.tell.commentEdge.node.url).toMatch(/\/acme\/widgets\/pull\/3#issuecomment-\d+$/)
  })

  test('sync-write.graphql creates a branch, a commit and a pull request in one request', async () => {
    const { repo } = (await variables()) as { repo: string }
    const { data, errors } = await acme.ask('dev', read('sync-write.graphql'), {
      repo,
      nwo: 'acme/widgets',
      into: 'main',
      base: head,
      adds: [{ path: '.github/workflows/new.yml', contents: Buffer.from('on: push\n').toString('base64') }],
      body: 'Update',
    })
    expect(errors).toBeUndefined()
    const { oid } = data.createCommitOnBranch.commit
    const { data: back } = await acme.ask(
      'dev',
      `{ repository(owner:"acme",name:"widgets") {
      object(expression:"rel/workflows-sync:.github/workflows/new.yml") { ... on Blob { text } }
      pullRequest(number:${data.createPullRequest.pullRequest.number}) { headRefOid commits(first:5) { totalCount } changedFiles additions } } }`,
    )
    expect(back.repository.object.text).toBe('on: push\n')
    expect(back.repository.pullRequest).toEqual({
      headRefOid: oid,
      commits: { totalCount: 1 },
      changedFiles: 1,
      additions: 1,
    })
  })
})

test('associatedPullRequests has the pull request of a merge commit and of the merged commits', async () => {
  const { data } = await acme.ask(
    'dev',
    `{ repository(owner:"acme",name:"widgets") { object(oid:"${head}") { ... on Commit {
    associatedPullRequests(first:5) { nodes { number } }
    history(first:10) { totalCount nodes { messageHeadline author { user { login } } associatedPullRequests(first:5) { nodes { number } } } } } } } }`,
  )
  const commit = data.repository.object
  expect(commit.associatedPullRequests.nodes).toEqual([{ number: 1 }])
  expect(commit.history.totalCount).toBe(4)
  const numbers = Object.fromEntries(
    commit.history.nodes.map(
      (commitNode: { messageHeadline: string; associatedPullRequests: { nodes: { number: number }[] } }) => [
        commitNode.messageHeadline,
        commitNode.associatedPullRequests.nodes.map(({ number }) => number),
      ],
    ),
  )
  expect(numbers).toEqual({
    'Merge pull request #1 from acme/feature': [1],
    'feature work': [1],
    ci: [],
    first: [],
  })
})

test('history is filtered by path and time', async () => {
  const { data } = await acme.ask(
    'dev',
    `{ repository(owner:"acme",name:"widgets") { object(expression:"main") { ... on Commit {
    history(first:5, path:"README.md") { nodes { messageHeadline } } none: history(first:5, until:"2001-01-01T00:00:00Z") { totalCount } } } } }`,
  )
  expect(data.repository.object).toEqual({
    history: { nodes: [{ messageHeadline: 'first' }] },
    none: { totalCount: 0 },
  })
})

test('compare counts commits ahead and behind', async () => {
  const { data } = await acme.ask(
    'dev',
    `{ repository(owner:"acme",name:"widgets") { ref(qualifiedName:"refs/heads/main") {
    same: compare(headRef:"main") { status aheadBy behindBy }
    old: compare(headRef:"${first}") { status aheadBy behindBy }
    mine: compare(headRef:"mine") { status aheadBy behindBy commits(first:10) { nodes { message } } } } } }`,
  )
  expect(data.repository.ref).toEqual({
    same: { status: 'IDENTICAL', aheadBy: 0, behindBy: 0 },
    old: { status: 'BEHIND', aheadBy: 0, behindBy: 3 },
    mine: { status: 'AHEAD', aheadBy: 1, behindBy: 0, commits: { nodes: [{ message: 'mine work' }] } },
  })
})
