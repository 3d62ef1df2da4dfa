import type { Octokit } from '@octokit/rest'
import type { ReleaseByTag } from '../../domain/model/release.js'
import type { History } from '../../domain/model/deployment.js'
import { deploymentFields, historySelection, toHistory, type DeploymentPage } from '../model/deployments.js'
import { askTimed } from '../client/graphql.js'

/** What to read from one repository, by name. */
export interface PublishQueryOptions {
  /** Tags of releases. */
  readonly releases: readonly string[]
  readonly environments: readonly string[]
  /** Full names: refs/tags/1.4.0. */
  readonly refs: readonly string[]
  /** Tags to compare with the default branch. */
  readonly ahead?: readonly string[]
}

export interface PublishData {
  readonly now: string
  readonly viewer: string
  /** The viewer's role: read, triage, write, maintain or admin. */
  readonly role: string | null
  readonly configuration: string | null
  readonly trunk: { readonly name: string; readonly commit: string }
  /** The tag of the release that GitHub shows as the latest. */
  readonly latest: string | null
  /** The requested releases that exist. */
  readonly releases: readonly ReleaseByTag[]
  readonly histories: readonly History[]
  /** The commit of each requested ref; null: there is no such ref. */
  readonly refs: ReadonlyMap<string, string | null>
  /** How many commits of each requested tag the default branch lacks. */
  readonly ahead: ReadonlyMap<string, number>
}

interface ReleaseNode {
  readonly databaseId: number
  readonly tagName: string
  readonly isDraft: boolean
  readonly isPrerelease: boolean
  readonly description: string | null
  readonly tagCommit: { readonly oid: string } | null
}
interface Answer {
  readonly configuration: { readonly text?: string | null } | null
  readonly defaultBranchRef:
    | ({ readonly name: string; readonly target: { readonly oid: string } } & Readonly<
        Record<`a${number}`, { readonly aheadBy: number } | null>
      >)
    | null
  readonly latestRelease: { readonly tagName: string } | null
  readonly viewerPermission: string | null
}
interface RefNode {
  readonly target: { readonly oid: string; readonly target?: { readonly oid: string } } | null
}

const quoted = (text: string): string => JSON.stringify(text)

const toRelease = (node: ReleaseNode): ReleaseByTag => ({
  id: node.databaseId,
  tag: node.tagName,
  draft: node.isDraft,
  prerelease: node.isPrerelease,
  body: node.description ?? '',
  commit: node.tagCommit?.oid ?? null,
})

export const publishQuery = (octokit: Octokit) => ({
  /** Releases, deployments and refs by name, with the configuration and the viewer. One GraphQL request. */
  async read(
    repository: string,
    { releases, environments, refs, ahead = [] }: PublishQueryOptions,
  ): Promise<PublishData> {
    const document = {
      name: 'Publish',
      selection: [
        'configuration: object(expression: "HEAD:.github/rel.yml") { ... on Blob { text } } latestRelease { tagName } viewerPermission',
        `defaultBranchRef { name target { oid } ${ahead.map((tag, index) => `a${index}: compare(headRef: ${quoted(`refs/tags/${tag}`)}) { aheadBy }`).join(' ')} }`,
        ...releases.map(
          (tag, index) =>
            `r${index}: release(tagName: ${quoted(tag)}) { databaseId tagName isDraft isPrerelease description tagCommit { oid } }`,
        ),
        ...environments.map((name, index) => `h${index}: ${historySelection(name, 10)}`),
        ...refs.map(
          (name, index) =>
            `b${index}: ref(qualifiedName: ${quoted(name)}) { target { oid ... on Tag { target { oid } } } }`,
        ),
      ].join('\n'),
      beside: ['viewer { login }'],
      fragments: environments.length > 0 ? deploymentFields : '',
    }
    const { answer, beside, now } = await askTimed<Answer>(octokit, repository, document, {})
    const nodeOf = <Node>(alias: string): Node | null =>
      (answer as unknown as Record<string, Node>)[alias] ?? null
    const { defaultBranchRef: trunk } = answer
    return {
      now,
      viewer: (beside['viewer'] as { login: string }).login,
      role: answer.viewerPermission?.toLowerCase() ?? null,
      configuration: answer.configuration?.text ?? null,
      trunk: { name: trunk?.name ?? 'main', commit: trunk?.target.oid ?? '' },
      latest: answer.latestRelease?.tagName ?? null,
      releases: releases.flatMap((_, index) => {
        const node = nodeOf<ReleaseNode>(`r${index}`)
        return node ? [toRelease(node)] : []
      }),
      histories: environments.map((name, index) => toHistory(name, nodeOf<DeploymentPage>(`h${index}`)!)),
      ahead: new Map(
        ahead.flatMap((tag, index) => {
          const compared = trunk?.[`a${index}`]
          return compared ? [[tag, compared.aheadBy] as const] : []
        }),
      ),
      refs: new Map(
        refs.map((name, index) => {
          const target = nodeOf<RefNode>(`b${index}`)?.target
          return [name, target?.target?.oid ?? target?.oid ?? null]
        }),
      ),
    }
  },
})
