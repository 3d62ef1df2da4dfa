import { mustRead } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import { isPull, repositoryById } from '../../rules/access/access.js'
import { checksOf, type Check } from '../../rules/actions/checks.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { node, nodeOrNull, requestFor, type Call, type Fields } from '../call.js'
import { connection, emptyConnection, type PageArguments } from '../connection.js'
import { issueConnection, type PullFilter } from '../issues.js'
import { actorOf } from './actor.js'
import { checkNode } from './check.js'
import { commitOf } from './git-object.js'
import { branchRef } from '../refs.js'
import { suitesOf, type Suite } from '../suites.js'

/** GitHub's id of Actions, the only App of the sandbox. */
export const actionsApp = 15368

interface SuitePage extends PageArguments {
  readonly filterBy?: { readonly appId?: number | null; readonly checkName?: string | null } | null
}
export function suitePage(call: Call, repository: Repository, sha: string, args: SuitePage) {
  mustRead(requestFor(call, repository), 'checks')
  const { appId, checkName } = args.filterBy ?? {}
  const suites = appId == null || appId === actionsApp ? suitesOf(call.world, repository, sha) : []
  return connection(
    suites.filter(
      (suite) => checkName == null || checksIn(call.world, suite).some(({ name }) => name === checkName),
    ),
    args,
    { keyOf: ({ id }) => id, nodeOf: (suite) => node('CheckSuite', suite) },
  )
}

const checksIn = (world: World, { repository, sha, id }: Suite): readonly Check[] =>
  checksOf(world, repositoryById(world, repository), sha, { latest: true })
    .filter(({ suite }) => suite === id)
    .toReversed()

/** The status of the run; without one, derived from the checks. */
const statusOf = (world: World, suite: Suite): string =>
  suite.run?.status ??
  (checksIn(world, suite).every(({ status }) => status === 'completed') ? 'completed' : 'in_progress')

function conclusionOf(world: World, suite: Suite): string | null {
  if (suite.run) return suite.run.conclusion
  const all = checksIn(world, suite).map(({ conclusion }) => conclusion)
  if (all.includes(null)) return null
  return (
    all.find(
      (conclusion) => conclusion !== 'success' && conclusion !== 'neutral' && conclusion !== 'skipped',
    ) ?? 'success'
  )
}

interface CheckPage extends PageArguments {
  readonly filterBy?: {
    readonly appId?: number | null
    readonly checkName?: string | null
    readonly status?: string | null
    readonly statuses?: readonly string[] | null
    readonly conclusions?: readonly string[] | null
  } | null
}
function passes(check: Check, { appId, checkName, status, statuses, conclusions }: FilterOf<CheckPage>) {
  return (
    (appId == null || appId === actionsApp) &&
    (checkName == null || check.name === checkName) &&
    (status == null || check.status.toUpperCase() === status) &&
    (statuses == null || statuses.includes(check.status.toUpperCase())) &&
    (conclusions == null || conclusions.includes(check.conclusion?.toUpperCase() ?? ''))
  )
}
type FilterOf<Page extends { readonly filterBy?: unknown }> = NonNullable<Page['filterBy']>

const pathOf = (world: World, { repository, sha, id }: Suite): string => {
  const { owner, name } = repositoryById(world, repository)
  return `/${owner}/${name}/commit/${sha}/checks?check_suite_id=${id}`
}
const startOf = (world: World, suite: Suite): string =>
  suite.run?.createdAt ?? checksIn(world, suite)[0]?.startedAt ?? world.now()

export const checkSuiteTypes = {
  CheckSuite: {
    id: ({ id }) => nodeId('CheckSuite', id),
    databaseId: ({ id }) => id,
    app: () => node('App', null),
    branch: ({ run, repository }, _, call) =>
      run?.headBranch == null
        ? null
        : branchRef(call, repositoryById(call.world, repository), run.headBranch),
    commit: ({ repository, sha }, _, call) => commitOf(call, repositoryById(call.world, repository), sha),
    creator: ({ run }, _, call) => actorOf(call, run?.actor ?? 'github-actions[bot]'),
    status: (suite, _, { world }) => statusOf(world, suite).toUpperCase(),
    conclusion: (suite, _, { world }) => conclusionOf(world, suite)?.toUpperCase() ?? null,
    createdAt: (suite, _, { world }) => startOf(world, suite),
    updatedAt: (suite, _, { world }) => suite.run?.updatedAt ?? startOf(world, suite),
    repository: ({ repository }, _, { world }) => node('Repository', repositoryById(world, repository)),
    resourcePath: (suite, _, { world }) => pathOf(world, suite),
    url: (suite, _, { world }) => `${world.urls.html}${pathOf(world, suite)}`,
    workflowRun: ({ run }) => nodeOrNull('WorkflowRun', run),
    checkRuns: (suite, args: CheckPage, { world }) =>
      connection(
        checksIn(world, suite).filter((check) => passes(check, args.filterBy ?? {})),
        args,
        { keyOf: ({ id }) => id, nodeOf: checkNode },
      ),
    matchingPullRequests: ({ run, repository }, args: PullFilter, call) => {
      const numbers = run?.pullRequests ?? []
      const rows = numbers.flatMap(
        (number) => call.world.store.get('issues', `${repository}/${number}`) ?? [],
      )
      return rows.length === 0 ? emptyConnection() : issueConnection(call, rows.filter(isPull), args)
    },
  } satisfies Fields<Suite>,
  App: {
    id: () => nodeId('App', actionsApp),
    databaseId: () => actionsApp,
    name: () => 'GitHub Actions',
    slug: () => 'github-actions',
    description: () => 'Automate your workflow from idea to production',
    url: (_, __, { world }) => `${world.urls.html}/apps/github-actions`,
    logoUrl: (_, __, { world }) => `${world.urls.html}/in/${actionsApp}`,
    logoBackgroundColor: () => '000000',
  } satisfies Fields<null>,
}
