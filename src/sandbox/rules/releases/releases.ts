import { randomBytes } from 'node:crypto'
import { mustRead, mustWrite, permits, roleOf } from '../../permissions.js'
import { notFound, validationFailed } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import { atLeast } from '../../roles.js'
import type { MakeLatest, Release } from '../../state/release-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { putRelease } from './changes.js'
import { releaseOfTag, releasesOf } from './latest-release.js'
import { recordRelease } from './events.js'
import { alreadyReleased, mustHaveTarget, tagSpent, tagForRelease } from './tags.js'

/** The fields of a release to set; omitted fields do not change. */
export interface ReleaseOptions {
  readonly tag?: string | undefined
  readonly target?: string | undefined
  readonly name?: string | null | undefined
  readonly body?: string | null | undefined
  readonly draft?: boolean | undefined
  readonly prerelease?: boolean | undefined
  readonly makeLatest?: MakeLatest | undefined
}

/** Drafts are visible only to those with write access. */
export const maySeeDrafts = (request: Request): boolean =>
  permits(request.actor, ['contents'], 'write') && atLeast(roleOf(request), 'write')

/** All releases, newest first; drafts only for those who may see them. */
export function listReleases(request: Request): readonly Release[] {
  const { world, repository } = request
  mustRead(request, 'contents')
  const all = releasesOf(world, repository)
  return maySeeDrafts(request) ? all : all.filter(({ draft }) => !draft)
}

export function getRelease(request: Request, id: number): Release {
  const { world, repository } = request
  mustRead(request, 'contents')
  const release = findRelease(world, repository, id)
  if (release.draft && !maySeeDrafts(request)) throw notFound()
  return release
}

function findRelease(world: World, repository: Repository, id: number): Release {
  const release = world.store.get('releases', id)
  if (release?.repository !== repository.id) throw notFound()
  return release
}

export async function createRelease(
  request: Request,
  options: ReleaseOptions & { readonly tag: string },
): Promise<Release> {
  const { world, actor, repository } = request
  mustWrite(request, 'contents')
  const at = world.now()
  return saveRelease(request, null, {
    id: 0,
    repository: repository.id,
    tag: options.tag,
    target: options.target || repository.defaultBranch,
    name: options.name ?? null,
    body: options.body ?? null,
    draft: options.draft ?? false,
    prerelease: options.prerelease ?? false,
    immutable: false,
    latest: false,
    makeLatest: options.makeLatest ?? 'true',
    author: actor.user.login,
    createdAt: at,
    updatedAt: at,
    publishedAt: null,
    untagged: `untagged-${randomBytes(10).toString('hex')}`,
  })
}

/** Updates the fields in `options`; `draft: false` publishes. */
export async function updateRelease(request: Request, id: number, options: ReleaseOptions): Promise<Release> {
  const { world, repository } = request
  mustWrite(request, 'contents')
  const before = findRelease(world, repository, id)
  if (before.immutable) mustKeepTag(before, options)
  return saveRelease(request, before, {
    ...before,
    tag: options.tag ?? before.tag,
    target: options.target || before.target,
    name: options.name === undefined ? before.name : options.name,
    body: options.body === undefined ? before.body : options.body,
    draft: options.draft ?? before.draft,
    prerelease: options.prerelease ?? before.prerelease,
    // "Defaults to true for newly published releases" (docs of make_latest); a published one keeps its rank.
    makeLatest: options.makeLatest ?? (before.draft ? before.makeLatest : before.latest ? 'true' : 'false'),
    updatedAt: world.now(),
  })
}

/** Title and notes of an immutable release may be edited, but its tag may not, and it cannot become a draft again. */
function mustKeepTag(before: Release, options: ReleaseOptions): void {
  const moved = options.tag !== undefined && options.tag !== before.tag
  if (moved || options.draft === true)
    throw validationFailed([
      { resource: 'Release', code: 'custom', message: 'Cannot update an immutable release' },
    ])
}

/** Creates the tag before it writes the row: after a crash in between, publishing again reuses the tag. */
async function saveRelease(request: Request, before: Release | null, wanted: Release): Promise<Release> {
  const { world, repository } = request
  mustFitBody(wanted)
  if (wanted.tag === '')
    throw validationFailed([{ resource: 'Release', code: 'missing_field', field: 'tag_name' }])
  if (!wanted.draft) mustBeAvailable(world, repository, before, wanted)
  if (wanted.draft) {
    if (before?.tag !== wanted.tag || before.target !== wanted.target)
      await mustHaveTarget(world, repository, wanted.tag, wanted.target)
    return putRelease(request, before, { ...wanted, publishedAt: null, latest: false })
  }
  const keepsTag = before !== null && !before.draft && before.tag === wanted.tag
  const createdAt = keepsTag ? wanted.createdAt : await tagForRelease(request, wanted.tag, wanted.target)
  mustBeAvailable(world, repository, before, wanted) // another request may have published it while the tag was created
  return putRelease(request, before && findRelease(world, repository, before.id), {
    ...wanted,
    createdAt,
    publishedAt: wanted.publishedAt ?? world.now(),
    immutable: wanted.immutable || world.store.get('immutableReleases', repository.id) !== null,
  })
}

function mustFitBody({ body }: Release): void {
  if (body !== null && body.length > 125_000)
    throw validationFailed([
      {
        resource: 'Release',
        code: 'custom',
        field: 'body',
        message: 'body is too long (maximum is 125000 characters)',
      },
    ])
}

/** A tag has at most one published release, and none after an immutable release was deleted. */
function mustBeAvailable(
  world: World,
  repository: Repository,
  before: Release | null,
  wanted: Release,
): void {
  const published = releaseOfTag(world, repository, wanted.tag)
  if (published && published.id !== before?.id) throw alreadyReleased()
  if (!published && world.store.get('spentTags', `${repository.id}/${wanted.tag}`)) throw tagSpent()
}

/** Deletes a release but not its tag. */
export function deleteRelease(request: Request, id: number): void {
  const { world, repository } = request
  mustWrite(request, 'contents')
  const release = findRelease(world, repository, id)
  transaction(request, (write) => {
    write.tx.remove('releases', release)
    recordRelease(write, release, 'deleted')
  })
}
