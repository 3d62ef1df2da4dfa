import { isWorkflow } from '../../actor.js'
import { resolveCommit } from '../../git/refs.js'
import { nodeId } from '../../node-id.js'
import { repositoryById, userOf } from '../../rules/access.js'
import { latestRelease } from '../../rules/latest-release.js'
import { listReleases } from '../../rules/releases.js'
import type { Release } from '../../state/release-rows.js'
import type { Repository } from '../../state/rows.js'
import { node, nodeOrNull, type Call, type Fields } from '../call.js'
import { connection, none, type PageArguments } from '../connection.js'
import { ordered, type Order } from '../order.js'
import { actorNode } from './actor.js'
import { commitOf } from './git-object.js'
import { findRef } from './ref.js'

interface ReleasePage extends PageArguments {
  readonly orderBy?: Order<'CREATED_AT' | 'NAME'> | null
}

/** Releases of a repository, and the drafts that the actor may see. By its tag a draft is found too, unlike over REST. */
export const releaseFields: Fields<Repository> = {
  releases: (row, args: ReleasePage, call) =>
    connection(
      ordered(listReleases(call.world, call.actor, row), args.orderBy, {
        CREATED_AT: ({ createdAt }) => createdAt,
        NAME: ({ name, tag }) => name ?? tag,
      }),
      ({ id }) => id,
      args,
      (release) => node('Release', release),
    ),
  release: (row, { tagName }: { tagName: string }, call) => {
    const named = listReleases(call.world, call.actor, row).filter(({ tag }) => tag === tagName)
    return nodeOrNull('Release', named.find(({ draft }) => !draft) ?? named[0] ?? null)
  },
  latestRelease: (row, _, { world }) => nodeOrNull('Release', latestRelease(world, row)),
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
    tagCommit: async (row, _, call) => {
      const git = call.world.git(repositoryById(call.world, row.repository))
      const sha = await resolveCommit(git, `refs/tags/${row.tag}`)
      return sha === null ? null : commitOf(call, repositoryById(call.world, row.repository), sha)
    },
    description: ({ body }) => body,
    shortDescriptionHTML: () => null,
    isDraft: ({ draft }) => draft,
    isPrerelease: ({ prerelease }) => prerelease,
    isLatest: (row, _, { world }) => latestRelease(world, { id: row.repository })?.id === row.id,
    immutable: ({ immutable }) => immutable,
    author: ({ author }, _, { world }) => {
      const user = userOf(world, author)
      return user.type === 'User' ? actorNode(user) : null
    },
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    publishedAt: ({ publishedAt }) => publishedAt,
    repository: ({ repository }, _, { world }) => node('Repository', repositoryById(world, repository)),
    resourcePath: (row, _, call) => pathOf(call, row),
    url: (row, _, call) => `${call.world.urls.html}${pathOf(call, row)}`,
    releaseAssets: none,
    mentions: () => null,
    reactionGroups: () => [],
    viewerCanReact: (_row, _, { actor }) => !isWorkflow(actor),
  } satisfies Fields<Release>,
}
