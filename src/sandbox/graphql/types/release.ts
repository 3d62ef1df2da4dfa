import { isWorkflow, mustRead } from '../../permissions.js'
import { nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import { latestRelease } from '../../rules/releases/latest-release.js'
import { listReleases } from '../../rules/releases/releases.js'
import type { Release } from '../../state/release-rows.js'
import type { Repository } from '../../state/rows.js'
import { node, nodeOrNull, requestFor, type Call, type Fields } from '../call.js'
import { connection, emptyConnection, type PageArguments } from '../connection.js'
import { ordered, type Order } from '../order.js'
import { actorOf } from './actor.js'
import { noReactions } from './conversation.js'
import { commitOf } from './git-object.js'
import { findRef } from '../refs.js'

interface ReleasePage extends PageArguments {
  readonly orderBy?: Order<'CREATED_AT' | 'NAME'> | null
}

/** The releases of a repository, oldest first, with the drafts that the actor may see. */
const releasesOf = (call: Call, row: Repository): readonly Release[] =>
  call.cache.once(`releases ${row.id}`, () => listReleases(requestFor(call, row)).toReversed())
const latestOf = ({ world, cache }: Call, id: number): Release | null =>
  cache.once(`latest release ${id}`, () => latestRelease(world, { id }))

/** Unlike REST, `release` also finds drafts by tag; `gh release view` relies on this. */
export const releaseFields: Fields<Repository> = {
  releases: (row, args: ReleasePage, call) =>
    connection(
      ordered(releasesOf(call, row), args.orderBy, {
        CREATED_AT: ({ createdAt }) => createdAt,
        NAME: ({ name, tag }) => name ?? tag,
      }),
      args,
      { keyOf: ({ id }) => id, nodeOf: (release) => node('Release', release) },
    ),
  release: (row, { tagName }: { tagName: string }, call) => {
    const candidates = releasesOf(call, row).filter(({ tag }) => tag === tagName)
    return nodeOrNull('Release', candidates.find(({ draft }) => !draft) ?? candidates.at(-1) ?? null)
  },
  latestRelease: (row, _, call) => {
    mustRead(requestFor(call, row), 'contents')
    return nodeOrNull('Release', latestOf(call, row.id))
  },
}

const pathOf = (call: Call, release: Release): string => {
  const { owner, name } = repositoryById(call.world, release.repository)
  const tag = release.draft ? release.untagged : release.tag
  return `/${owner}/${name}/releases/tag/${tag.split('/').map(encodeURIComponent).join('/')}`
}
const tagRef = (call: Call, { repository, tag }: Release) =>
  findRef(call, repositoryById(call.world, repository), `refs/tags/${tag}`)

export const releaseTypes = {
  Release: {
    id: ({ id }) => nodeId('Release', id),
    databaseId: ({ id }) => id,
    name: ({ name }) => name,
    tagName: ({ tag }) => tag,
    tag: (row, _, call) => tagRef(call, row),
    tagCommit: (row, _, call) =>
      commitOf(call, repositoryById(call.world, row.repository), `refs/tags/${row.tag}^{commit}`),
    description: ({ body }) => body,
    isDraft: ({ draft }) => draft,
    isPrerelease: ({ prerelease }) => prerelease,
    isLatest: (row, _, call) => latestOf(call, row.repository)?.id === row.id,
    author: ({ author }, _, call) => actorOf(call, author),
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    publishedAt: ({ publishedAt }) => publishedAt,
    repository: ({ repository }, _, { world }) => node('Repository', repositoryById(world, repository)),
    resourcePath: (row, _, call) => pathOf(call, row),
    url: (row, _, call) => `${call.world.urls.html}${pathOf(call, row)}`,
    releaseAssets: emptyConnection,
    mentions: emptyConnection,
    reactionGroups: noReactions,
    reactions: emptyConnection,
    viewerCanReact: (_row, _, { actor }) => !isWorkflow(actor),
  } satisfies Fields<Release>,
}
