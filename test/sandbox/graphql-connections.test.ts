import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addLabels } from '../../src/sandbox/rules/pulls/labels.js'
import { closePull } from '../../src/sandbox/rules/pulls/pulls.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { openOrganization, type Organization } from './graphql-organization.js'

let acme: Organization
let widgets: Repository
const count = 7

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  await acme.commit(widgets, 'main', { 'README.md': 'hello\n' }, 'first')
  for (let number = 1; number <= count; number += 1) {
    await acme.commit(widgets, `branch-${number}`, { [`${number}.txt`]: 'x\n' }, `work ${number}`)
    const pull = await acme.openPull(widgets, `branch-${number}`)
    addLabels(acme.request('dev', widgets), pull, [number % 2 ? 'odd' : 'even'], { create: true })
  }
  closePull(acme.request('dev', widgets), 4)
}, 60_000)
afterAll(() => acme.close())

const pulls = async (args: string, fields = 'nodes { number }') => {
  const query = `{ repository(owner:"acme",name:"widgets") { pullRequests(${args}) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } ${fields} } } }`
  const { data, errors } = await acme.ask('dev', query)
  expect(errors).toBeUndefined()
  return data.repository.pullRequests
}
const numbers = (page: { nodes: { number: number }[] }): number[] => page.nodes.map(({ number }) => number)
const all = [1, 2, 3, 4, 5, 6, 7]

describe('all pages together are the list', () => {
  test.each([1, 2, 3, 7, 50])('forwards, page size %i', async (size) => {
    const seen: number[] = []
    for (let after = ''; ;) {
      const page = await pulls(`first:${size}${after}`)
      expect(page.totalCount).toBe(count)
      expect(page.pageInfo.hasPreviousPage).toBe(after !== '')
      seen.push(...numbers(page))
      if (!page.pageInfo.hasNextPage) break
      after = `, after:"${page.pageInfo.endCursor}"`
    }
    expect(seen).toEqual(all)
  })

  test.each([1, 2, 3, 7, 50])('backwards, page size %i', async (size) => {
    const seen: number[] = []
    for (let before = ''; ;) {
      const page = await pulls(`last:${size}${before}`)
      seen.unshift(...numbers(page))
      if (!page.pageInfo.hasPreviousPage) break
      before = `, before:"${page.pageInfo.startCursor}"`
    }
    expect(seen).toEqual(all)
  })

  test('a page starts at the cursor of an edge', async () => {
    const { edges } = await pulls('first:3', 'edges { cursor node { number } }')
    expect(numbers(await pulls(`first:10, after:"${edges[1].cursor}"`))).toEqual([3, 4, 5, 6, 7])
    expect(numbers(await pulls(`first:10, before:"${edges[2].cursor}"`))).toEqual([1, 2])
  })

  test('the next page starts at the right row even if the last row has left the list', async () => {
    const page = await pulls('states:OPEN, first:2, labels:["even"]')
    expect(numbers(page)).toEqual([2, 6])
    closePull(acme.request('dev', widgets), 6)
    const next = await pulls(
      `states:OPEN, first:2, after:"${(await pulls('states:OPEN, first:2')).pageInfo.endCursor}"`,
    )
    expect(numbers(next)).toEqual([3, 5])
    await acme.ask(
      'dev',
      'mutation($id:ID!) { reopenPullRequest(input:{pullRequestId:$id}) { clientMutationId } }',
      {
        id: (await pulls('first:1, headRefName:"branch-6"', 'nodes { id }')).nodes[0].id,
      },
    )
  })
})

describe('filters and orders', () => {
  test.each<[string, number[]]>([
    ['first:50, states:OPEN', [1, 2, 3, 5, 6, 7]],
    ['first:50, states:[CLOSED]', [4]],
    ['first:50, states:[MERGED]', []],
    ['first:50, labels:["even"]', [2, 4, 6]],
    ['first:50, labels:["EVEN","odd"]', all],
    ['first:50, labels:["unknown"]', []],
    ['first:50, headRefName:"branch-3"', [3]],
    ['first:50, headRefName:"branch-4", states:OPEN', []],
    ['first:50, baseRefName:"main"', all],
    ['first:50, baseRefName:"other"', []],
    ['first:2, orderBy:{field:CREATED_AT,direction:DESC}', [7, 6]],
    ['last:2, orderBy:{field:CREATED_AT,direction:DESC}', [2, 1]],
    ['first:3, last:1', [3]],
    ['first:0', []],
  ])('%s', async (args, expected) => {
    expect(numbers(await pulls(args))).toEqual(expected)
  })

  test('labels by query and order, refs by prefix and query', async () => {
    const { data } = await acme.ask(
      'dev',
      `{ repository(owner:"acme",name:"widgets") {
      labels(first:10, query:"od", orderBy:{field:NAME,direction:ASC}) { nodes { name pullRequests(first:1) { totalCount } } }
      refs(refPrefix:"refs/heads/", query:"-3", first:10) { nodes { name prefix } }
      last: refs(refPrefix:"refs/heads/", last:2) { nodes { name } }
      none: refs(refPrefix:"refs/tags/", first:2) { nodes { name } } } }`,
    )
    expect(data.repository).toEqual({
      labels: { nodes: [{ name: 'odd', pullRequests: { totalCount: 4 } }] },
      refs: { nodes: [{ name: 'branch-3', prefix: 'refs/heads/' }] },
      last: { nodes: [{ name: 'branch-7' }, { name: 'main' }] },
      none: { nodes: [] },
    })
  })
})

describe('the timeline', () => {
  test('is filtered by types and paged from either end', async () => {
    const { data } = await acme.ask(
      'dev',
      `{ repository(owner:"acme",name:"widgets") { pullRequest(number:4) {
      labelled: timelineItems(itemTypes:[LABELED_EVENT], last:1) { totalCount filteredCount nodes { __typename ... on LabeledEvent { actor { login } label { name } } } }
      all: timelineItems(first:10) { nodes { __typename ... on PullRequestCommit { commit { message } } } } } } }`,
    )
    expect(data.repository.pullRequest).toEqual({
      labelled: {
        totalCount: 2,
        filteredCount: 1,
        nodes: [{ __typename: 'LabeledEvent', actor: { login: 'dev' }, label: { name: 'even' } }],
      },
      all: {
        nodes: [
          { __typename: 'PullRequestCommit', commit: { message: 'work 4' } },
          { __typename: 'LabeledEvent' },
          { __typename: 'ClosedEvent' },
        ],
      },
    })
  })
})
