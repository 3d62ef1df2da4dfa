import { nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import type { Protection, Repository } from '../../state/rows.js'
import { node, nodeOrNull, type Call, type Fields } from '../call.js'
import { connection, type Connection, type PageArguments } from '../connection.js'
import { notResolved } from '../errors.js'
import { findRef, type RefRow } from '../refs.js'
import { pullPage, type PullFilter } from '../issues.js'
import type { Order } from '../order.js'
import { commits } from './commit.js'
import { commitOf, gitObject } from './git-object.js'
import { rulesOfRef } from './ruleset.js'

interface ComparisonRow {
  readonly repository: Repository
  readonly base: string
  readonly head: string
}
interface RefsArguments extends PageArguments {
  readonly refPrefix: string
  readonly query?: string | null
  readonly direction?: 'ASC' | 'DESC' | null
  readonly orderBy?: Order<'ALPHABETICAL' | 'TAG_COMMIT_DATE'> | null
}
export async function refs(
  repository: Repository,
  args: RefsArguments,
  call: Call,
): Promise<Connection | null> {
  const { refPrefix } = args
  if (!/^refs\/[^\s~^:?*[\\]*$/.test(refPrefix)) return null
  const order = args.orderBy?.field === 'TAG_COMMIT_DATE' ? 'creatordate' : 'refname'
  const all = await call.git.of(repository).refs(refPrefix, order)
  const found = all.filter(({ name }) =>
    name
      .slice(refPrefix.length)
      .toLowerCase()
      .includes((args.query ?? '').toLowerCase()),
  )
  const sorted = (args.orderBy?.direction ?? args.direction) === 'DESC' ? [...found].reverse() : found
  return connection(sorted, args, {
    keyOf: ({ name }) => name,
    nodeOf: ({ name, oid }) => node('Ref', { repository, name, oid }),
  })
}

const prefixOf = (name: string): string => /^refs\/(heads|tags|pull)\//.exec(name)?.[0] ?? 'refs/'
const shortOf = (name: string): string => name.slice(prefixOf(name).length)

async function compare({ repository, name }: RefRow, { headRef }: { headRef: string }, call: Call) {
  const base = await commitOf(call, repository, `${name}^{commit}`)
  const head = /^[0-9a-f]{40}$/.test(headRef)
    ? await commitOf(call, repository, headRef)
    : await headOf(call, repository, headRef)
  return base && head && node('Comparison', { repository, base: base.row.oid, head: head.row.oid })
}

async function headOf(call: Call, repository: Repository, name: string) {
  const ref = await findRef(call, repository, name)
  if (!ref) throw notResolved(`a Ref with the name '${name}'.`)
  return commitOf(call, repository, `${ref.row.name}^{commit}`)
}

/** The commits of `head` that are not in `base`, oldest first, as in comparisons and pull requests. */
export async function commitsBetween(call: Call, repository: Repository, base: string | null, head: string) {
  const graph = await call.git.of(repository).graphWith(head)
  return [...graph.between(base, head)].reverse()
}
const protectionOf = ({ repository, name }: RefRow, { world }: Call): Protection | null =>
  world.store.get('protections', `${repository.id}/${name.replace(/^refs\/heads\//, '')}`)
const ahead = async (row: ComparisonRow, call: Call): Promise<number> =>
  (await commitsBetween(call, row.repository, row.base, row.head)).length
const behind = (row: ComparisonRow, call: Call): Promise<number> =>
  ahead({ ...row, base: row.head, head: row.base }, call)

export const refTypes = {
  Ref: {
    id: ({ repository, name }) => nodeId('Ref', `${repository.id}:${name}`),
    name: ({ name }) => shortOf(name),
    prefix: ({ name }) => prefixOf(name),
    repository: ({ repository }) => node('Repository', repository),
    target: ({ repository, oid }, _, call) => gitObject(call, repository, oid),
    compare,
    associatedPullRequests: ({ repository, name }, args: PullFilter, call) =>
      pullPage(call, repository, { ...args, headRefName: shortOf(name) }),
    branchProtectionRule: (ref, _, call) => nodeOrNull('BranchProtectionRule', protectionOf(ref, call)),
    refUpdateRule: (ref, _, call) => nodeOrNull('RefUpdateRule', protectionOf(ref, call)),
    rules: rulesOfRef,
  } satisfies Fields<RefRow>,
  RefUpdateRule: {
    pattern: ({ branch }) => branch,
    requiredApprovingReviewCount: ({ pullRequestRequired, approvals }) =>
      pullRequestRequired ? approvals : null,
    requiredStatusCheckContexts: ({ statusChecks }) => statusChecks?.contexts ?? null,
    requiresLinearHistory: ({ linearHistory }) => linearHistory,
    allowsForcePushes: ({ allowForcePushes }) => allowForcePushes,
    allowsDeletions: ({ allowDeletions }) => allowDeletions,
  } satisfies Fields<Protection>,
  BranchProtectionRule: {
    id: ({ repository, branch }) => nodeId('BranchProtectionRule', `${repository}:${branch}`),
    pattern: ({ branch }) => branch,
    requiresApprovingReviews: ({ pullRequestRequired }) => pullRequestRequired,
    requiredApprovingReviewCount: ({ approvals }) => approvals,
    requiresStatusChecks: ({ statusChecks }) => statusChecks !== null,
    requiresStrictStatusChecks: ({ statusChecks }) => statusChecks?.strict ?? false,
    requiredStatusCheckContexts: ({ statusChecks }) => statusChecks?.contexts ?? [],
    requiresLinearHistory: ({ linearHistory }) => linearHistory,
    allowsForcePushes: ({ allowForcePushes }) => allowForcePushes,
    allowsDeletions: ({ allowDeletions }) => allowDeletions,
    isAdminEnforced: ({ enforceAdmins }) => enforceAdmins,
    repository: ({ repository }, _, { world }) =>
      nodeOrNull('Repository', world.store.get('repositories', repository)),
    requiredStatusChecks: ({ statusChecks }) =>
      (statusChecks?.contexts ?? []).map((context) => ({ context, app: null })),
    matchingRefs: async ({ repository, branch }, page: PageArguments, call) => {
      const found = await findRef(call, repositoryById(call.world, repository), `refs/heads/${branch}`)
      return connection(found ? [found] : [], page, { keyOf: ({ row }) => row.name, nodeOf: (ref) => ref })
    },
  } satisfies Fields<Protection>,
  Comparison: {
    id: ({ repository, base, head }) => nodeId('Comparison', `${repository.id}:${base}...${head}`),
    aheadBy: (row, _, call) => ahead(row, call),
    behindBy: (row, _, call) => behind(row, call),
    status: async (row, _, call) => {
      const [aheadBy, behindBy] = [await ahead(row, call), await behind(row, call)]
      if (aheadBy > 0 && behindBy > 0) return 'DIVERGED'
      return aheadBy > 0 ? 'AHEAD' : behindBy > 0 ? 'BEHIND' : 'IDENTICAL'
    },
    baseTarget: ({ repository, base }, _, call) => commitOf(call, repository, base),
    headTarget: ({ repository, head }, _, call) => commitOf(call, repository, head),
    commits: async ({ repository, base, head }, page: PageArguments, call) =>
      commits(call, repository, await commitsBetween(call, repository, base, head), page),
  } satisfies Fields<ComparisonRow>,
}
