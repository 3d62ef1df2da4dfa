import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handleGraphql } from '../../src/sandbox/graphql/graphql.js'
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

describe('errors of fields', () => {
  test.each<[string, string, object, object]>([
    [
      'an unknown repository',
      '{ viewer { login } repository(owner:"acme",name:"nope") { id } }',
      { viewer: { login: 'dev' }, repository: null },
      {
        type: 'NOT_FOUND',
        path: ['repository'],
        message: "Could not resolve to a Repository with the name 'acme/nope'.",
      },
    ],
    [
      'an unknown pull request',
      inWidgets('pullRequest(number:99) { id }'),
      { repository: { pullRequest: null } },
      {
        type: 'NOT_FOUND',
        path: ['repository', 'pullRequest'],
        message: 'Could not resolve to a PullRequest with the number of 99.',
      },
    ],
    [
      'an unknown organization',
      '{ organization(login:"nope") { id } }',
      { organization: null },
      { type: 'NOT_FOUND', message: "Could not resolve to an Organization with the login of 'nope'." },
    ],
    [
      'an unknown user',
      '{ user(login:"nope") { id } }',
      { user: null },
      { type: 'NOT_FOUND', message: "Could not resolve to a User with the login of 'nope'." },
    ],
    [
      'an unknown node',
      '{ node(id:"nope") { id } }',
      { node: null },
      { type: 'NOT_FOUND', message: "Could not resolve to a node with the global id of 'nope'" },
    ],
    [
      'a list without a length',
      inWidgets('labels { nodes { name } }'),
      { repository: { labels: null } },
      {
        type: 'MISSING_PAGINATION_BOUNDARIES',
        message: 'You must provide a `first` or `last` value to properly paginate the `labels` connection.',
      },
    ],
    [
      'a page of more than 100',
      inWidgets('labels(first:101) { nodes { name } }'),
      { repository: { labels: null } },
      {
        type: 'EXCESSIVE_PAGINATION',
        message:
          'Requesting 101 records on the `labels` connection exceeds the `first` limit of 100 records.',
      },
    ],
    [
      'an invalid cursor',
      inWidgets('labels(first:1, after:"x") { nodes { name } }'),
      { repository: { labels: null } },
      { type: 'INVALID_CURSOR_ARGUMENTS', message: '`x` does not appear to be a valid cursor.' },
    ],
    [
      'a field that the sandbox does not implement',
      inWidgets('diskUsage'),
      { repository: { diskUsage: null } },
      { type: 'NOT_IMPLEMENTED', message: 'not in the sandbox: Repository.diskUsage' },
    ],
  ])('%s', async (_, query, data, error) => {
    const answer = await acme.ask('dev', query)
    expect(answer.data).toEqual(data)
    expect(answer.errors).toHaveLength(1)
    expect(answer.errors![0]).toMatchObject(error)
    expect(answer.errors![0]).toHaveProperty('locations')
  })

  test('a private repository is hidden from a stranger: by name, by id and in lists', async () => {
    const byName = await acme.ask(
      'stranger',
      '{ repository(owner:"acme",name:"widgets") { id } organization(login:"acme") { repositories(first:5) { totalCount } } }',
    )
    expect(byName.errors![0]).toMatchObject({
      type: 'NOT_FOUND',
      message: "Could not resolve to a Repository with the name 'acme/widgets'.",
    })
    expect(byName.data.organization.repositories.totalCount).toBe(0)
    const byId = await acme.ask('stranger', 'query($ids:[ID!]!) { nodes(ids:$ids) { id } }', {
      ids: Object.values(ids),
    })
    expect(byId.data.nodes).toEqual([null, null, null])
    expect(byId.errors!.map(({ type }) => type)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
  })

  test('a token for a repository cannot read another', async () => {
    const other = acme.addRepository('gadgets', {}, widgets)
    const bound = acme.actor('dev', {
      kind: 'fine-grained',
      repository: other.id,
      permissions: { contents: 'read' },
    })
    expect((await acme.ask(bound, inWidgets('id'))).errors![0]).toMatchObject({ type: 'NOT_FOUND' })
  })
})

describe('invalid queries', () => {
  const error = async (query: string, variables: object = {}) =>
    (await acme.ask('dev', query, variables)).errors![0]!
  test.each<[string, object]>([
    ['{ viewer {', { message: expect.stringMatching(/^Parse error/), locations: [{ line: 1, column: 11 }] }],
    [
      '{ viewer { nope } }',
      {
        path: ['query'],
        extensions: { code: 'undefinedField', typeName: 'User', fieldName: 'nope' },
        message: "Field 'nope' doesn't exist on type 'User'",
      },
    ],
    [
      '{ repository(owner:"a") { id } }',
      {
        extensions: { code: 'missingRequiredArguments' },
        message: "Field 'repository' is missing required arguments: name",
      },
    ],
    [
      '{ viewer(x:1) { id } }',
      { extensions: { code: 'argumentNotAccepted' }, message: "Field 'viewer' doesn't accept argument 'x'" },
    ],
    [
      'query Q { node(id:$id) { id } }',
      { extensions: { code: 'variableNotDefined' }, message: 'Variable $id is used by Q but not declared' },
    ],
    [
      'query($id:ID!) { node(id:$id) { id } }',
      {
        extensions: { problems: [{ path: [], explanation: 'Expected value to not be null' }] },
        message: 'Variable $id of type ID! was provided invalid value',
      },
    ],
  ])('%s', async (query, expected) => {
    expect(await error(query)).toMatchObject(expected)
  })

  test('a request without a query is a 400', async () => {
    expect(await handleGraphql(acme.world, acme.actor('dev'), {})).toMatchObject({
      status: 400,
      operation: null,
      write: false,
    })
  })
})
