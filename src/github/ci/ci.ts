import type { Octokit } from '@octokit/rest'
import type { CheckFacts } from '../../domain/ci/check-status.js'
import type { PullRequest } from '../../domain/model/pull-request.js'
import { RelError } from '../../errors.js'
import { ask, askTimed } from '../client/graphql.js'
import {
  configurationSelection,
  pullRequestFields,
  toLabelData,
  toPullRequest,
  type PullRequestNode,
  type TargetAnswer,
} from '../label/query.js'
import { ownerAndRepo } from '../client/address.js'

interface CiAnswer extends TargetAnswer {
  readonly labels: {
    readonly nodes: readonly { readonly pullRequests: { readonly nodes: readonly PullRequestNode[] } }[]
  }
}

interface OriginAnswer {
  readonly object: {
    readonly associatedPullRequests?: {
      readonly nodes: readonly { readonly number: number; readonly headRefOid: string }[]
    } | null
  } | null
}

interface MergeNode {
  readonly associatedPullRequests: {
    readonly nodes: readonly {
      readonly number: number
      readonly headRefOid: string
      readonly mergeCommit: { readonly oid: string } | null
    }[]
  } | null
}

interface BuildInputsAnswer {
  readonly object: { readonly tree: { readonly oid: string } }
  readonly file: { readonly text?: string | null } | null
}

/** A pull request, its head, and its merge commit. */
interface MergedPull {
  readonly commit: string
  readonly pullRequest: number
  readonly head: string
}

/** The workflows whose runs end with the check `ci`. */
const testing = /\/(feature|hotfix)-branch\.yml(@|$)/

/** Requests of workflow jobs, which need no more than the permissions of the job's token. */
export const ci = (octokit: Octokit) => ({
  /** A pull request, and all open ones with a label of an environment. One GraphQL request. */
  async readPullRequests(repository: string, number: number | null) {
    const document = {
      name: 'CiPullRequests',
      declarations: ', $number: Int!, $named: Boolean!',
      selection: `${configurationSelection} named: pullRequest(number: $number) @include(if: $named) { ...PullRequestFields }
        labels(query: "deploy", first: 30) { nodes { pullRequests(states: OPEN, first: 100) { nodes { ...PullRequestFields } } } }`,
      fragments: pullRequestFields,
    }
    const variables = { named: number !== null, number: number ?? 0 }
    const response = await askTimed<CiAnswer>(octokit, repository, document, variables)
    const { configuration, defaultBranch, candidates } = toLabelData(response)
    const open = response.answer.labels.nodes.flatMap(({ pullRequests }) =>
      pullRequests.nodes.map(toPullRequest),
    )
    const unique = new Map<number, PullRequest>(open.map((pull) => [pull.number, pull]))
    return { configuration, defaultBranch, pullRequest: candidates[0] ?? null, open: [...unique.values()] }
  },

  /** REST `actions/list-workflow-runs-for-repo` and `checks/list-for-ref`: the checks of the head of a pull request. */
  async tests(repository: string, head: string): Promise<CheckFacts> {
    // The runs first: if one ends in between, the checks show its result.
    const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({
      ...ownerAndRepo(repository),
      head_sha: head,
      event: 'pull_request',
      per_page: 100,
    })
    const isTesting = data.workflow_runs.some(
      ({ path, status }) => status !== 'completed' && testing.test(path),
    )
    const request = { ...ownerAndRepo(repository), ref: head, filter: 'latest' as const, per_page: 100 }
    return { isTesting, checks: await octokit.paginate(octokit.rest.checks.listForRef, request) }
  },

  /** The pull requests of a commit, and their heads. One GraphQL request. */
  async pullRequestsOf(
    repository: string,
    commit: string,
  ): Promise<readonly { readonly pullRequest: number; readonly head: string }[]> {
    const document = {
      name: 'CommitPullRequests',
      declarations: ', $commit: GitObjectID!',
      selection:
        'object(oid: $commit) { ... on Commit { associatedPullRequests(first: 5) { nodes { number headRefOid } } } }',
    }
    const { object } = await ask<OriginAnswer>(octokit, repository, document, { commit })
    const nodes = object?.associatedPullRequests?.nodes ?? []
    return nodes.map(({ number, headRefOid }) => ({ pullRequest: number, head: headRefOid }))
  },

  /** The pull requests whose merge commit is among some commits. One GraphQL request per hundred commits. */
  async mergedAs(repository: string, commits: readonly string[]): Promise<readonly MergedPull[]> {
    const now = commits.slice(0, 100)
    if (now.length === 0) return []
    const selection = now.map((commit, index) => `c${index}: object(oid: "${commit}") { ...Merge }`)
    const fragments =
      'fragment Merge on Commit { associatedPullRequests(first: 10) { nodes { number headRefOid mergeCommit { oid } } } }'
    const document = { name: 'MergedPullRequests', selection: selection.join('\n'), fragments }
    const answer = await ask<Readonly<Record<string, MergeNode | null>>>(octokit, repository, document, {})
    const merged = now.flatMap((commit, index) =>
      (answer[`c${index}`]?.associatedPullRequests?.nodes ?? [])
        .filter(({ mergeCommit }) => mergeCommit?.oid === commit)
        .map(({ number, headRefOid: head }) => ({ commit, pullRequest: number, head })),
    )
    return [...merged, ...(await this.mergedAs(repository, commits.slice(100)))]
  },

  /** REST `checks/list-for-ref`: the page of the job of feature-branch.yml that built a commit; null if none did. */
  async buildPageOf(repository: string, ref: string): Promise<string | null> {
    const request = {
      ...ownerAndRepo(repository),
      ref,
      check_name: 'build / build',
      filter: 'latest' as const,
    }
    const { data } = await octokit.rest.checks.listForRef(request)
    return data.check_runs[0]?.html_url ?? null
  },

  /** REST `repos/compare-commits`: does the history of `head` contain `commit`? False for an unknown commit. */
  async contains(repository: string, head: string, commit: string): Promise<boolean> {
    try {
      const basehead = `${commit}...${head}`
      const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
        ...ownerAndRepo(repository),
        basehead,
      })
      return data.status === 'ahead' || data.status === 'identical'
    } catch (error) {
      if (error instanceof RelError && error.code === 'not-found') return false
      throw error
    }
  },

  /** The tree of a commit, and the text of its configuration. One GraphQL request. */
  async readBuildInputs(
    repository: string,
    commit: string,
  ): Promise<{ tree: string; configuration: string | null }> {
    const document = {
      name: 'BuildInputs',
      declarations: ', $commit: GitObjectID!, $file: String!',
      selection:
        'object(oid: $commit) { ... on Commit { tree { oid } } } file: object(expression: $file) { ... on Blob { text } }',
    }
    const variables = { commit, file: `${commit}:.github/rel.yml` }
    const { object, file } = await ask<BuildInputsAnswer>(octokit, repository, document, variables)
    return { tree: object.tree.oid, configuration: file?.text ?? null }
  },

  /** REST `repos/get-all-environments`. */
  async environments(repository: string): Promise<readonly string[]> {
    const pages = octokit.paginate.iterator(octokit.rest.repos.getAllEnvironments, {
      ...ownerAndRepo(repository),
      per_page: 100,
    })
    const names: string[] = []
    for await (const { data } of pages) {
      // Octokit's pagination unwraps the list, but its types do not show that.
      const list = data as unknown as readonly { readonly name: string }[]
      names.push(...list.map(({ name }) => name))
    }
    return names
  },

  /** REST `repos/create-deployment-status`. Other deployments of the environment stay unchanged. */
  async addStatus(
    repository: string,
    {
      deployment,
      state,
      description,
    }: { deployment: number; state: 'in_progress' | 'inactive'; description: string },
  ): Promise<void> {
    const status = { deployment_id: deployment, state, description, auto_inactive: false }
    await octokit.rest.repos.createDeploymentStatus({ ...ownerAndRepo(repository), ...status })
  },

  /** REST `actions/create-workflow-dispatch`. */
  async dispatch(
    repository: string,
    { workflow, ref, inputs }: { workflow: string; ref: string; inputs: Readonly<Record<string, string>> },
  ): Promise<void> {
    const dispatch = { workflow_id: workflow, ref, inputs: { ...inputs } }
    await octokit.rest.actions.createWorkflowDispatch({ ...ownerAndRepo(repository), ...dispatch })
  },
})
