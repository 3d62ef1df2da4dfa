import { readFileSync } from 'node:fs'
import {
  getVariableValues,
  Kind,
  parse,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { priceOf } from '../../src/sandbox/graphql/cost.js'
import { gitHubSchema } from '../../src/sandbox/graphql/schema.js'

/** The price of a document's only operation. */
function priced(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const { definitions } = parse(query)
  const operation = definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode
  const fragments = Object.fromEntries(
    definitions
      .filter(
        (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
      )
      .map((fragment) => [fragment.name.value, fragment]),
  )
  const { coerced } = getVariableValues(gitHubSchema(), operation.variableDefinitions ?? [], variables)
  return priceOf(gitHubSchema(), operation, fragments, coerced ?? {})
}
const inRepository = (selection: string, declarations = ''): string =>
  `query Q(${declarations} $owner: String = "acme") { repository(owner: $owner, name: "widgets") { ${selection} } }`
/** 1 + 50 requests, 50 + 5,000 nodes. */
const labels = 'pullRequests(first: 50) { nodes { labels(first: 100) { totalCount } } }'

test('the example of GitHub’s documentation: 1 + 100 + 5,000 requests', () => {
  const query =
    '{ viewer { login repositories(first: 100) { edges { node { id issues(first: 50) { edges { node { id labels(first: 60) { edges { node { id name } } } } } } } } } } }'
  expect(priced(query).price).toEqual({ cost: 51, nodeCount: 100 + 5000 + 300_000 })
})

describe('the documents that rel was designed with', () => {
  test.each([
    ['status-one', 5, 4340],
    ['status-25', 20, 21_875],
    ['preview-state', 1, 1520],
    ['org-list', 1, 5100],
    ['gates', 1, 10 + 100 + 2000],
    ['draft-batch', 2, 2100],
    ['draft-numbers', 2, 2000],
    ['draft-compare', 2, 2200],
    ['draft-history', 3, 2400],
    ['draft-state', 1, 160],
    ['behind-25', 1, 0],
    ['sync-read', 1, 8],
    ['label-create', 1, 0],
    ['label-write', 1, 560],
    ['sync-write', 1, 0],
  ])('%s costs %d', (name, cost, nodeCount) => {
    const query = readFileSync(new URL(`./documents/${name}.graphql`, import.meta.url), 'utf8')
    expect(priced(query, anyVariables).price).toEqual({ cost, nodeCount })
  })
})
/** Every variable of those documents. */
const anyVariables = {
  ...{ owner: 'acme', name: 'widgets', org: 'acme', head: 'mine', label: 'deploy', tag: '1.0.0' },
  ...{ oid: '1'.repeat(40), base: '1'.repeat(40), repo: 'id', nwo: 'acme/widgets', into: 'main', adds: [] },
  ...{ loser: 'id', mine: 'id', labelName: 'deploy', body: 'text', color: 'ededed' },
}

describe('the rule', () => {
  test.each<[rule: string, query: string, cost: number, nodeCount: number, variables?: object]>([
    ['no connection costs 1', inRepository('id'), 1, 0],
    ['49 requests are rounded down to the least cost', inRepository(timesOf(49)), 1, 4900],
    ['149 requests are rounded down', inRepository(timesOf(149)), 1, 14_900],
    ['150 requests are rounded up', inRepository(timesOf(150)), 2, 15_000],
    [
      'an alias is a connection of its own',
      inRepository(`a: ${labels} b: ${labels} c: ${labels}`),
      2,
      15_150,
    ],
    ['`last` counts as `first`', inRepository(labels.replaceAll('first', 'last')), 1, 5050],
    [
      'page sizes come from variables and their defaults',
      inRepository(
        'pullRequests(first: $most) { nodes { labels(first: $more) { totalCount } } }',
        '$most: Int!, $more: Int = 7,',
      ),
      1,
      100 + 700,
      { most: 100 },
    ],
    [
      'a connection without a page size is one request, and what is below it none',
      inRepository('pullRequests { totalCount nodes { labels(first: 100) { totalCount } } }'),
      1,
      0,
    ],
    [
      'fragments and inline fragments count where they are used',
      `${inRepository('a: pullRequests(first: 100) { nodes { ...L } } b: pullRequests(first: 100) { nodes { ... on PullRequest { labels(first: 10) { totalCount } } } }')}
       fragment L on PullRequest { labels(first: 10) { totalCount } }`,
      2,
      200 + 2000,
    ],
    [
      'the same connection in two fragments is one',
      `${inRepository('pullRequests(first: 100) { nodes { ...L ...M labels(first: 10) { totalCount } } }')}
       fragment L on PullRequest { labels(first: 10) { totalCount } }
       fragment M on PullRequest { number labels(first: 10) { nodes { name } } }`,
      1,
      100 + 1000,
    ],
    [
      'what @include and @skip leave out costs nothing',
      `${inRepository(
        `a: ${labels} b: ${labels.replace('{', '@include(if: $no) {')} c: ${labels.replace('{', '@skip(if: $yes) {')}
         d: ${labels.replace('{', '@include(if: $yes) @skip(if: $no) {')}
         ...L @include(if: $no) ... on Repository @skip(if: $yes) { e: ${labels} }`,
        '$no: Boolean = false, $yes: Boolean = true,',
      )} fragment L on Repository { f: ${labels} g: ${labels} h: ${labels} }`,
      1,
      2 * 5050,
    ],
    [
      'a mutation is priced by the connections of its answer',
      `mutation M { addLabelsToLabelable(input: { labelableId: "a", labelIds: [] }) { labelable { labels(first: 100) { nodes { name } }
         ... on PullRequest { repository { pullRequests(first: 100) { nodes { labels(first: 100) { totalCount } comments(first: 10) { totalCount } } } } } } } }`,
      2,
      100 + 100 + 10_000 + 1000,
    ],
  ])('%s', (_, query, cost, nodeCount, variables = {}) => {
    expect(priced(query, variables as Readonly<Record<string, unknown>>).price).toEqual({ cost, nodeCount })
  })
})

/** So many connections of a hundred nodes. */
function timesOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `l${index}: labels(first: 100) { totalCount }`).join(' ')
}
