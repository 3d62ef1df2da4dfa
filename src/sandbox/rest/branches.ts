import { mustRead } from '../permissions.js'
import { notFound } from '../errors.js'
import { readCommit } from '../git/history.js'
import { branchHead, listRefs } from '../git/refs.js'
import { protect, protectionOf, readProtection, unprotect } from '../rules/repository/protection.js'
import { rulesetsFor } from '../rules/repository/rulesets.js'
import type { Protection, Repository } from '../state/rows.js'
import type { World } from '../world.js'
import { flag, list, requestIn, type Body, type Call, type Operations } from './operation.js'
import { commitView } from './views/commit.js'
import { branchProtectionView, protectedBranchView, shortProtectionView } from './views/protection.js'
import { repositoryPage, repositoryUrl } from './views/repository.js'

const branchIn = ({ path }: Call): string => path['branch'] ?? ''

/** Whether classic protection or a ruleset applies to the branch. */
const isProtected = (world: World, repository: Repository, branch: string): boolean =>
  protectionOf(world, repository, branch) !== null ||
  rulesetsFor(world, repository, `refs/heads/${branch}`).length > 0

export const branches: Operations = {
  'repos/list-branches': async (call) => {
    const { world, query } = call
    const repository = readable(call)
    const wanted = query.get('protected')
    const heads = await listRefs(world.git(repository), 'refs/heads/')
    const found = heads
      .map(({ name, sha }) => ({ name: name.slice('refs/heads/'.length), sha }))
      .filter(({ name }) => wanted === null || isProtected(world, repository, name) === (wanted === 'true'))
    return list(found, ({ name, sha }) => ({
      name,
      commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
      protected: isProtected(world, repository, name),
    }))
  },

  'repos/get-branch': async (call) => {
    const { world } = call
    const repository = readable(call)
    const name = branchIn(call)
    const sha = await branchHead(world.git(repository), name)
    const commit = sha === null ? null : await readCommit(world.git(repository), sha)
    if (!commit) throw notFound('Branch not found')
    const url = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}`
    return {
      body: {
        name,
        commit: commitView(world, repository, commit),
        _links: { self: url, html: `${repositoryPage(world, repository)}/tree/${name}` },
        protected: isProtected(world, repository, name),
        protection: shortProtectionView(protectionOf(world, repository, name)),
        protection_url: `${url}/protection`,
      },
    }
  },

  'repos/get-branch-protection': async (call) => {
    const { world } = call
    const request = requestIn(call)
    const { repository } = request
    const protection = await readProtection(request, branchIn(call))
    return { body: branchProtectionView(repositoryUrl(world, repository), protection) }
  },

  'repos/update-branch-protection': async (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const protection = await protect(request, { ...optionsIn(body), branch: branchIn(call) })
    return { body: protectedBranchView(repositoryUrl(world, repository), protection) }
  },

  'repos/delete-branch-protection': async (call) => {
    await unprotect(requestIn(call), branchIn(call))
    return { status: 204 }
  },

  'repos/get-branch-rules': (call) => {
    const { world } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request)
    const rules = rulesetsFor(world, repository, `refs/heads/${branchIn(call)}`).flatMap((ruleset) =>
      ruleset.rules.map((rule) => ({
        ...rule,
        ruleset_source_type: 'Repository',
        ruleset_source: `${repository.owner}/${repository.name}`,
        ruleset_id: ruleset.id,
      })),
    )
    return list(rules, (rule) => rule)
  },
}

function optionsIn(body: Body): Omit<Protection, 'repository' | 'branch'> {
  const reviews = body['required_pull_request_reviews'] as Body | null | undefined
  const checks = body['required_status_checks'] as Body | null | undefined
  return {
    pullRequestRequired: reviews != null,
    approvals: reviews == null ? 0 : Number(reviews['required_approving_review_count'] ?? 1),
    statusChecks:
      checks == null ? null : { strict: flag(checks, 'strict') ?? false, contexts: contextsIn(checks) },
    enforceAdmins: flag(body, 'enforce_admins') ?? false,
    linearHistory: flag(body, 'required_linear_history') ?? false,
    allowForcePushes: flag(body, 'allow_force_pushes') ?? false,
    allowDeletions: flag(body, 'allow_deletions') ?? false,
  }
}

/** The required contexts; `checks` is the newer form of `contexts`. */
function contextsIn(checks: Body): readonly string[] {
  const checkEntries = (checks['checks'] ?? []) as readonly { readonly context: string }[]
  return [
    ...new Set([
      ...((checks['contexts'] ?? []) as readonly string[]),
      ...checkEntries.map(({ context }) => context),
    ]),
  ]
}

function readable(call: Call): Repository {
  const request = requestIn(call)
  mustRead(request, 'contents')
  return request.repository
}
