import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeId } from '../../src/sandbox/node-id.js'
import { protect } from '../../src/sandbox/rules/repository/protection.js'
import { createRuleset } from '../../src/sandbox/rules/repository/rulesets.js'
import { createTeam, putMember, putTeamRepository } from '../../src/sandbox/rules/access/teams.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { changesOf } from './graphql-changes.js'
import { openOrganization, type Organization } from './graphql-organization.js'

/** Rules of branches and access over GraphQL: in queries, and enforced in mutations. */
let acme: Organization
let widgets: Repository
let main: string

beforeAll(async () => {
  acme = openOrganization()
  widgets = acme.addRepository('widgets')
  main = await acme.commit(widgets, 'main', { '.github/workflows/ci.yml': 'on: push\n' }, 'first')
})
afterAll(() => acme.close())

const protection = {
  branch: 'main',
  pullRequestRequired: true,
  approvals: 0,
  statusChecks: null,
  enforceAdmins: true,
  linearHistory: false,
  allowForcePushes: false,
  allowDeletions: false,
}

test('a ref to new workflow files needs the workflows permission', async () => {
  const oid = await acme.commit(widgets, 'changed', { '.github/workflows/ci.yml': 'on: pull_request\n' }, 'x')
  const old = await acme.commit(widgets, 'plain', { 'a.txt': 'a\n' }, 'a')
  const robot = acme.workflow(widgets, { contents: 'write' })
  const create =
    'mutation($input:CreateRefInput!) { createRef(input:$input) { ref { name target { oid } } } }'
  const createRef = (name: string, commit: string) =>
    acme.ask(robot, create, {
      input: { repositoryId: nodeId('Repository', widgets.id), name: `refs/heads/${name}`, oid: commit },
    })
  expect((await createRef('same', old)).data.createRef.ref).toEqual({ name: 'same', target: { oid: old } })
  const refId = nodeId('Ref', `${widgets.id}:refs/heads/changed`)
  await changesOf(acme).change('deleteRef', 'DeleteRef', { refId }, '')
  const refused = { type: 'FORBIDDEN', message: 'Resource not accessible by integration' }
  expect((await createRef('fresh', oid)).errors).toMatchObject([refused])
  const update = 'mutation($input:UpdateRefInput!) { updateRef(input:$input) { ref { name } } }'
  const input = { refId: nodeId('Ref', `${widgets.id}:refs/heads/same`), oid, force: true }
  expect((await acme.ask(robot, update, { input })).errors).toMatchObject([refused])
  expect((await acme.ask('dev', update, { input })).errors).toBeUndefined()
  expect(main).not.toBe(oid)
})

test('rulesets have the rules that were set', async () => {
  await protect(acme.request('olga', widgets), protection)
  const pullRequest = { required_approving_review_count: 2 }
  const checks = { required_status_checks: [{ context: 'ci' }], strict_required_status_checks_policy: true }
  await createRuleset(acme.request('olga', widgets), {
    name: 'lines',
    include: ['refs/heads/release/*'],
    rules: [
      { type: 'deletion' },
      { type: 'pull_request', parameters: pullRequest },
      { type: 'required_status_checks', parameters: checks },
    ],
  })
  const { data, errors } = await acme.ask(
    'dev',
    `{ repository(owner:"acme",name:"widgets") { branchProtectionRules(first:5) { nodes { pattern matchingRefs(first:2) { nodes { name } } } }
      rulesets(first:5) { nodes { id name target enforcement conditions { refName { include } } rules(first:5) { nodes { type parameters { __typename
        ... on PullRequestParameters { requiredApprovingReviewCount requireCodeOwnerReview } ... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy requiredStatusChecks { context integrationId } } } } } } } } }`,
  )
  expect(errors).toBeUndefined()
  expect(data.repository.branchProtectionRules.nodes).toEqual([
    { pattern: 'main', matchingRefs: { nodes: [{ name: 'main' }] } },
  ])
  const [ruleset] = data.repository.rulesets.nodes
  expect(ruleset).toMatchObject({
    name: 'lines',
    target: 'BRANCH',
    enforcement: 'ACTIVE',
    conditions: { refName: { include: ['refs/heads/release/*'] } },
  })
  expect(ruleset.rules.nodes).toEqual([
    { type: 'DELETION', parameters: null },
    {
      type: 'PULL_REQUEST',
      parameters: {
        __typename: 'PullRequestParameters',
        requiredApprovingReviewCount: 2,
        requireCodeOwnerReview: false,
      },
    },
    {
      type: 'REQUIRED_STATUS_CHECKS',
      parameters: {
        __typename: 'RequiredStatusChecksParameters',
        strictRequiredStatusChecksPolicy: true,
        requiredStatusChecks: [{ context: 'ci', integrationId: null }],
      },
    },
  ])
})

test('a ref has the active rules and its refUpdateRule', async () => {
  await protect(acme.request('olga', widgets), { ...protection, linearHistory: true })
  const rules = [{ type: 'required_linear_history' }]
  for (const [name, enforcement] of [
    ['history', 'active'],
    ['tried', 'evaluate'],
  ] as const) {
    const options = { name, enforcement, include: ['~DEFAULT_BRANCH'], rules }
    await createRuleset(acme.request('olga', widgets), options)
  }
  const refOf = async (name: string) => {
    const query = `{ repository(owner:"acme",name:"widgets") { ref(qualifiedName:"refs/heads/${name}") {
      refUpdateRule { pattern requiresLinearHistory requiredApprovingReviewCount allowsDeletions }
      rules(first:5) { totalCount nodes { type repositoryRuleset { name } } } } } }`
    return (await acme.ask('guest', query)).data.repository.ref
  }
  expect(await refOf('main')).toEqual({
    refUpdateRule: {
      pattern: 'main',
      requiresLinearHistory: true,
      requiredApprovingReviewCount: 0,
      allowsDeletions: false,
    },
    rules: {
      totalCount: 1,
      nodes: [{ type: 'REQUIRED_LINEAR_HISTORY', repositoryRuleset: { name: 'history' } }],
    },
  })
  await acme.commit(widgets, 'free', { 'a.txt': 'a' }, 'a')
  expect(await refOf('free')).toEqual({ refUpdateRule: null, rules: { totalCount: 0, nodes: [] } })
})

test('teams are visible to members, and grant their roles', async () => {
  const { world, actor } = acme
  const hidden = acme.addRepository('hidden')
  world.store.transaction((tx) => {
    for (const row of world.store.by('collaborators', 'repository', hidden.id))
      tx.remove('collaborators', row)
  })
  const team = createTeam(world, actor('rosa'), 'acme', { name: 'Core', maintainers: [] })
  putMember(world, actor('rosa'), team, { login: 'dev', role: 'member' })
  putTeamRepository(world, team, hidden, 'write')
  const query = `{ organization(login:"acme") { viewerIsAMember viewerCanAdminister membersWithRole(first:9) { totalCount edges { role node { login } } }
    team(slug:"core") { id combinedSlug privacy members(first:5) { edges { role node { login } } } repositories(first:5) { edges { permission node { name viewerPermission } } } } teams(first:5, userLogins:["dev"]) { totalCount } } }`
  const { data } = await acme.ask('dev', query)
  expect(data.organization).toEqual({
    viewerIsAMember: true,
    viewerCanAdminister: false,
    membersWithRole: {
      totalCount: 4,
      edges: [
        { role: 'ADMIN', node: { login: 'olga' } },
        ...['rosa', 'dev', 'quinn'].map((login) => ({ role: 'MEMBER', node: { login } })),
      ],
    },
    team: {
      id: nodeId('Team', team.id),
      combinedSlug: 'acme/core',
      privacy: 'SECRET',
      members: {
        edges: [
          { role: 'MAINTAINER', node: { login: 'rosa' } },
          { role: 'MEMBER', node: { login: 'dev' } },
        ],
      },
      repositories: {
        edges: [{ permission: 'WRITE', node: { name: 'hidden', viewerPermission: 'WRITE' } }],
      },
    },
    teams: { totalCount: 1 },
  })
  const asGuest = (await acme.ask('guest', query)).data.organization
  expect([asGuest.team, asGuest.teams.totalCount, asGuest.viewerIsAMember]).toEqual([null, 0, false])
})
