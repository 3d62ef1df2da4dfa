import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLabel } from '../../src/sandbox/rules/pulls/labels.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { openWithLabel, type Organization } from './graphql-organization.js'

let acme: Organization
let widgets: Repository
let ids: { repository: string; pull: string; label: string }

beforeAll(async () => {
  ;({ acme, widgets, ids } = await openWithLabel())
})
afterAll(() => acme.close())

const inWidgets = (fields: string): string => `{ repository(owner:"acme",name:"widgets") { ${fields} } }`

describe('limits', () => {
  test('cost and possible nodes follow GitHub’s documentation', async () => {
    const query =
      '{ viewer { repositories(first:50) { edges { repository:node { name pullRequests(first:20) { edges { node { title comments(first:10) { edges { node { bodyHTML } } } } } } issues(first:20) { totalCount edges { node { title } } } } } } } rateLimit { cost nodeCount limit remaining } }'
    const { data } = await acme.ask('dev', query)
    // 1 + 50 + 50×20 + 50 requests; 50 + 50×20 + 50×20×10 + 50×20 nodes
    expect(data.rateLimit).toMatchObject({ cost: 11, nodeCount: 50 + 1000 + 10_000 + 1000 })
  })

  test('refuses more than 500,000 possible nodes', async () => {
    const query = inWidgets(
      'pullRequests(first:100) { nodes { comments(first:100) { nodes { author { login } reactions(first:100) { totalCount } } } } }',
    )
    const answer = await acme.ask('dev', query)
    expect(answer.data).toBeUndefined()
    expect(answer.errors).toEqual([
      {
        type: 'MAX_NODE_LIMIT_EXCEEDED',
        message:
          'This query requests up to 1,010,100 possible nodes which exceeds the maximum limit of 500,000.',
      },
    ])
  })

  test('too many nodes in a response are an error of the field; earlier fields are returned', async () => {
    for (let number = 1; number < 100; number += 1)
      createLabel(acme.request('dev', widgets), { name: `label-${number}` })
    const aliases = Array.from(
      { length: 502 },
      (_, index) => `l${index}: labels(first:100) { nodes { name } }`,
    )
    const { data, errors } = await acme.ask('dev', inWidgets(aliases.join(' ')))
    expect(data.repository.l0.nodes).toHaveLength(100)
    expect(data.repository.l501).toBeNull()
    expect(errors![0]).toMatchObject({
      type: 'RESOURCE_LIMITS_EXCEEDED',
      message: 'Resource limits for this query exceeded.',
    })
  })
})

describe('documents that would overflow the stack', () => {
  const nested = (open: string, close: string, count: number): string =>
    `${open.repeat(count)} ${close.repeat(count)}`
  test.each([
    ['fields', (count: number) => `{ viewer ${nested('{ a ', '}', count)} }`],
    ['inline fragments', (count: number) => `{ viewer ${nested('{ ... ', '}', count)} }`],
    ['lists', (count: number) => inWidgets(`labels(first: ${nested('[', ']', count)}) { totalCount }`)],
    ['objects', (count: number) => inWidgets(`labels(first: ${nested('{ a: ', '}', count)}) { totalCount }`)],
    ['types', (count: number) => `query($a: ${nested('[', ']', count)}) { viewer { login } }`],
    ['parentheses', (count: number) => nested('(', ')', count)],
  ])('refuses nested %s', async (_, document) => {
    for (const count of [201, 5000, 60_000]) {
      const { errors } = await acme.ask('dev', document(count))
      expect(errors![0]!.message).toBe('Parse error: The document is nested more than 200 levels deep.')
    }
    expect((await acme.ask('dev', document(190))).errors![0]!.message).not.toContain('levels deep')
  })

  test('refuses more than 10,000 tokens', async () => {
    const { errors } = await acme.ask('dev', `{ viewer { ${'login '.repeat(10_000)} } }`)
    expect(errors![0]!.message).toBe('Parse error: The document has more than 10000 tokens.')
    const aliases = Array.from({ length: 3300 }, (_, index) => `a${index}: login`)
    const { data } = await acme.ask('dev', `{ viewer { ${aliases.join(' ')} } }`)
    expect(data.viewer).toMatchObject({ a0: 'dev', a3299: 'dev' })
  })

  /** A document whose fragments use each other, each in as many selections as may be nested. */
  const chain = (depth: number, count: number): string => {
    const part = (at: number): string =>
      at === count ? 'viewer { login }' : `${'... { '.repeat(depth)}...F${at + 1} ${'}'.repeat(depth)}`
    const fragments = Array.from(
      { length: count },
      (_, at) => `fragment F${at + 1} on Query { ${part(at + 1)} }`,
    )
    return `{ ${part(0)} } ${fragments.join(' ')}`
  }
  test.each([
    [0, 1240],
    [10, 260],
    [190, 17],
  ])('refuses fragments that use each other in %i selections, %i times', async (depth, count) => {
    const { data, errors } = await acme.ask('dev', chain(depth, count))
    expect([data, errors]).toEqual([
      undefined,
      [{ message: 'Query has depth of 201, which exceeds max depth of 200' }],
    ])
    expect((await acme.ask('dev', chain(depth, 1))).data).toEqual({ viewer: { login: 'dev' } })
  })
})

describe('missing permissions', () => {
  const add =
    'mutation($pull:ID!,$label:ID!) { addLabelsToLabelable(input:{labelableId:$pull,labelIds:[$label]}) { clientMutationId } }'
  const label =
    'mutation($repository:ID!) { createLabel(input:{repositoryId:$repository,name:"x",color:"ededed"}) { label { id } } }'
  const merge = 'mutation($pull:ID!) { mergePullRequest(input:{pullRequestId:$pull}) { clientMutationId } }'
  const open =
    'mutation($repository:ID!) { createPullRequest(input:{repositoryId:$repository,title:"x",headRefName:"feature",baseRefName:"main"}) { clientMutationId } }'

  test.each<[string, string, string]>([
    ['guest', add, 'guest does not have the correct permissions to execute `AddLabelsToLabelable`'],
    ['quinn', label, 'quinn does not have the correct permissions to execute `CreateLabel`'],
    ['quinn', merge, 'quinn does not have the correct permissions to execute `MergePullRequest`'],
  ])('%s: %s', async (login, query, message) => {
    const { errors } = await acme.ask(login, query, variablesOf(query))
    expect(errors).toEqual([
      expect.objectContaining({ type: 'FORBIDDEN', message, extensions: { saml_failure: false } }),
    ])
  })

  test('of a fine-grained token', async () => {
    const actor = acme.actor('dev', { kind: 'fine-grained', permissions: { contents: 'read' } })
    const { errors, data } = await acme.ask(actor, add, variablesOf(add))
    expect(data).toEqual({ addLabelsToLabelable: null })
    expect(errors).toEqual([
      expect.objectContaining({
        type: 'FORBIDDEN',
        path: ['addLabelsToLabelable'],
        extensions: { saml_failure: false },
        message: 'Resource not accessible by personal access token',
      }),
    ])
  })

  test('of a workflow token, also to open pull requests', async () => {
    const [withoutPermission] = (
      await acme.ask(acme.workflow(widgets, { contents: 'read' }), add, variablesOf(add))
    ).errors!
    expect(withoutPermission).toMatchObject({
      type: 'FORBIDDEN',
      message: 'Resource not accessible by integration',
    })
    const [withoutSetting] = (
      await acme.ask(acme.workflow(widgets, { pull_requests: 'write' }), open, variablesOf(open))
    ).errors!
    expect(withoutSetting).toMatchObject({
      type: 'FORBIDDEN',
      path: ['createPullRequest'],
      message: 'GitHub Actions is not permitted to create or approve pull requests',
    })
  })

  test('triage access is enough for labels', async () => {
    expect((await acme.ask('quinn', add, variablesOf(add))).errors).toBeUndefined()
  })
})

const variablesOf = (query: string): object =>
  Object.fromEntries(Object.entries(ids).filter(([name]) => query.includes(`$${name}:`)))
