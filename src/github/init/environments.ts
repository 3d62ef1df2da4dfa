import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest'
import type { EnvironmentState, Policy, Reviewer } from '../../domain/init/facts.js'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

type Answer = NonNullable<
  RestEndpointMethodTypes['repos']['getAllEnvironments']['response']['data']['environments']
>[number]
type Rule = NonNullable<Answer['protection_rules']>[number]

interface EnvironmentSettings {
  readonly environment: string
  readonly waitTimer: number
  readonly preventSelfReview: boolean
  readonly reviewers: readonly Reviewer[]
  readonly lets: 'protected' | 'named'
}

export const environments = (octokit: Octokit) => ({
  /**
   * REST `repos/get-all-environments`, without the policies, and the kind of server. GraphQL fails for environments with custom
   * policies.
   */
  async list(repository: string): Promise<{
    readonly environments: readonly EnvironmentState[]
    readonly server: 'github' | 'enterprise'
  }> {
    const found: EnvironmentState[] = []
    let server: 'github' | 'enterprise' = 'github'
    const pages = octokit.paginate.iterator(octokit.rest.repos.getAllEnvironments, {
      ...ownerAndRepo(repository),
      per_page: 100,
    })
    for await (const { data, headers } of pages) {
      // Only Enterprise servers send this header.
      if ((headers as Record<string, unknown>)['x-github-enterprise-version'] !== undefined)
        server = 'enterprise'
      found.push(...(data as unknown as readonly Answer[]).map(toState))
    }
    return { environments: found, server }
  },

  /** REST `repos/list-deployment-branch-policies`. */
  async policies(repository: string, environment: string): Promise<readonly Policy[]> {
    const pages = await octokit.paginate(octokit.rest.repos.listDeploymentBranchPolicies, {
      ...ownerAndRepo(repository),
      environment_name: environment,
      per_page: 100,
    })
    return pages.map(({ name = '', type = 'branch' }) => ({ name, type }))
  },

  /** REST `repos/create-or-update-environment`: replaces all settings, including existing ones. */
  async put(repository: string, settings: EnvironmentSettings): Promise<void> {
    try {
      await octokit.rest.repos.createOrUpdateEnvironment({
        ...ownerAndRepo(repository),
        environment_name: settings.environment,
        wait_timer: settings.waitTimer,
        prevent_self_review: settings.preventSelfReview,
        reviewers: settings.reviewers.map(({ type, id }) => ({ type, id })),
        deployment_branch_policy: {
          protected_branches: settings.lets === 'protected',
          custom_branch_policies: settings.lets === 'named',
        },
      })
    } catch (error) {
      throw refused(error, repository, settings)
    }
  },

  /** REST `repos/create-deployment-branch-policy`, once for each. An existing policy (303) is no error. */
  async addPolicies(
    repository: string,
    { environment, policies }: { readonly environment: string; readonly policies: readonly Policy[] },
  ): Promise<void> {
    for (const { name, type } of policies) {
      try {
        await octokit.rest.repos.createDeploymentBranchPolicy({
          ...ownerAndRepo(repository),
          environment_name: environment,
          name,
          type,
        })
      } catch (error) {
        if (statusOf(error) !== 303) throw toPermissionError(error, repository)
      }
    }
  },

  /** REST `users/get-by-username` and `teams/get-by-name`; null if there is no such user or team. */
  async reviewer(
    owner: string,
    { login, team }: { login: string; team: string | null },
  ): Promise<Reviewer | null> {
    const [organization = owner, slug = team ?? ''] = team?.includes('/') ? team.split('/') : [owner]
    try {
      const { data } =
        team === null
          ? await octokit.rest.users.getByUsername({ username: login })
          : await octokit.rest.teams.getByName({ org: organization, team_slug: slug })
      return { type: team === null ? 'User' : 'Team', id: data.id, name: login }
    } catch (error) {
      if (error instanceof RelError && error.code === 'not-found') return null
      throw error
    }
  },
})

const statusOf = (error: unknown): number | undefined =>
  ((error as Error).cause as { status?: number } | undefined)?.status

function toState(answer: Answer): EnvironmentState {
  const rules = answer.protection_rules ?? []
  const timer = rules.find((rule): rule is Rule & { wait_timer: number } => 'wait_timer' in rule)
  const required = rules.find((rule): rule is Extract<Rule, { reviewers?: unknown }> => 'reviewers' in rule)
  const policy = answer.deployment_branch_policy
  return {
    name: answer.name,
    waitTimer: timer?.wait_timer ?? 0,
    preventSelfReview:
      (required as { prevent_self_review?: boolean } | undefined)?.prevent_self_review ?? false,
    reviewers: (required?.reviewers ?? []).map(({ type = 'User', reviewer }) => ({
      type,
      id: reviewer?.id ?? 0,
      name:
        reviewer && 'login' in reviewer
          ? reviewer.login
          : `team:${(reviewer as { slug?: string } | undefined)?.slug ?? ''}`,
    })),
    lets: policy ? (policy.protected_branches ? 'protected' : 'named') : 'all',
    policies: [],
  }
}

function refused(
  error: unknown,
  repository: string,
  { environment, reviewers }: EnvironmentSettings,
): unknown {
  if (statusOf(error) !== 422 || reviewers.length === 0) return toPermissionError(error, repository)
  const { message } = error as Error
  return new RelError('failed', `GitHub refused the environment ${environment}: ${message}`, {
    hint: 'Reviewers need read access to the repository. Required reviewers of a private repository need GitHub Enterprise; without it, run `rel init --gates dispatch`.',
    cause: (error as Error).cause,
  })
}

/** The repository was just read, so 404 means a missing permission too. */
function toPermissionError(error: unknown, repository: string): unknown {
  if (!(error instanceof RelError) || !['permission', 'not-found'].includes(error.code)) return error
  return new RelError('permission', `This token cannot set up environments of ${repository}.`, {
    hint: 'Use the token of an administrator (fine-grained: with the permission administration), or pass --skip-environments.',
    cause: error.cause,
  })
}
