import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import * as z from 'zod'
import type { Actor } from '../request.js'
import { putTeam } from '../demo/demo.js'
import { cloneOwner } from '../demo/people.js'
import { GitHubError } from '../errors.js'
import { createBare } from '../git/bare.js'
import { isAncestor, listRefs, moveRef, type Ref } from '../git/refs.js'
import { tryRun, GitFailure, run, type GitRepository } from '../git/run.js'
import { userOf } from '../rules/access/access.js'
import { withRefUpdates } from '../rules/git/refs.js'
import { newRepository } from '../rules/repository/repositories.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'

const required = '"path", "as" and "defaultBranch" are required'
/** Names of repositories are names of folders beside the sandbox's own. */
const repositoryName = /^[A-Za-z0-9][\w-]*\/(?!\.)[\w.-]+$/

/** `path`: the repository's folder on this machine; `as`: owner/name in the sandbox. */
export const importShape = z.object({
  path: z.string(required).refine((path) => isFolder(path), {
    error: ({ input }) => `Not the absolute path of a folder: ${String(input)}`,
  }),
  defaultBranch: z.string(required),
  as: z.string(required).regex(repositoryName, {
    error: ({ input }) => `Invalid repository "${String(input)}"; use OWNER/NAME`,
  }),
})

/** An absolute path of a folder, which git takes neither for an option nor for a URL. */
const isFolder = (path: string): boolean =>
  isAbsolute(path) && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
export type ImportRequest = z.infer<typeof importShape>

/** The imported repository and its refs. `left`: refs that were not updated, because they have diverged in the sandbox. */
export interface Imported {
  readonly repository: string
  readonly defaultBranch: string
  readonly isNew: boolean
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly left: readonly string[]
}

/** The temporary prefix of the fetched refs, so that they do not overwrite refs of the sandbox. */
const fetchedPrefix = 'refs/import/'
const refspecs = [
  `+refs/heads/*:${fetchedPrefix}heads/*`,
  `+refs/remotes/origin/*:${fetchedPrefix}remotes/*`,
  `^refs/remotes/origin/HEAD`,
  `+refs/tags/*:${fetchedPrefix}tags/*`,
]

/**
 * Imports branches and tags of a repository on this machine into the sandbox. The first import triggers no events; later ones
 * are pushes of the clones' owner. Updates are fast-forwards only: a ref that has diverged in the sandbox is not updated.
 */
export async function importRepository(
  world: World,
  images: string,
  options: ImportRequest,
): Promise<Imported> {
  const known = world.store.first('repositories', 'name', options.as.toLowerCase())
  const repository = known ?? createEmpty(world, options)
  const git = world.git(repository)
  try {
    await fetchFrom(git, options)
    const fetched = fetchedRefs(await listRefs(git, fetchedPrefix))
    const update = () => updateRefs(git, fetched)
    const updated = known
      ? await withRefUpdates({ world, actor: ownerOf(world), repository }, update)
      : await update()
    if (known)
      world.store.transaction((tx) =>
        tx.put('repositories', { ...current(world, known), importedFrom: options.path }),
      )
    else await addRows(world, repository, images)
    const { defaultBranch } = repository
    return { repository: `${repository.owner}/${repository.name}`, defaultBranch, isNew: !known, ...updated }
  } finally {
    for (const { name } of await listRefs(git, fetchedPrefix)) await tryRun(git, ['update-ref', '-d', name])
  }
}

const current = (world: World, { id, ...row }: Repository): Repository =>
  world.store.get('repositories', id) ?? { id, ...row }

/** Creates only the git repository; its rows are added after the fetch, so that a failed import is not visible. */
function createEmpty(world: World, { as, defaultBranch, path }: ImportRequest): Repository {
  const [owner = '', name = ''] = as.split('/')
  const repository = {
    ...newRepository(world, owner, { name, defaultBranch, private: true }),
    importedFrom: path,
    actionsMayCreatePullRequests: true,
  }
  createBare(world.git(repository).directory, defaultBranch)
  return repository
}

async function fetchFrom(git: GitRepository, { path }: ImportRequest): Promise<void> {
  const args = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--update-shallow',
    '--no-write-fetch-head',
    '--end-of-options',
    path,
    ...refspecs,
  ]
  const answer = await tryRun(git, args)
  if (answer.status !== 0)
    throw new GitHubError(
      422,
      `git cannot fetch from ${path}: ${new GitFailure(args, answer).result.error.trim()}`,
    )
}

/** The fetched branches and tags: local ones, and branches that only the remote has. */
function fetchedRefs(refs: readonly Ref[]): ReadonlyMap<string, string> {
  const renamed = (kind: string, prefix: string): readonly (readonly [string, string])[] =>
    refs.flatMap(({ name, sha }) =>
      name.startsWith(`${fetchedPrefix}${kind}/`)
        ? [[name.replace(`${fetchedPrefix}${kind}/`, prefix), sha] as const]
        : [],
    )
  return new Map([
    ...renamed('remotes', 'refs/heads/'),
    ...renamed('heads', 'refs/heads/'),
    ...renamed('tags', 'refs/tags/'),
  ])
}

async function updateRefs(
  git: GitRepository,
  fetched: ReadonlyMap<string, string>,
): Promise<Pick<Imported, 'created' | 'updated' | 'left'>> {
  const current = new Map((await listRefs(git)).map(({ name, sha }) => [name, sha]))
  const result = { created: [] as string[], updated: [] as string[], left: [] as string[] }
  for (const [name, sha] of fetched) {
    const before = current.get(name) ?? null
    if (before === sha || (before !== null && (await isAncestor(git, sha, before)))) continue
    if (before !== null && !(await isAncestor(git, before, sha))) result.left.push(name)
    else if (await moveRef(git, name, sha, before)) result[before === null ? 'created' : 'updated'].push(name)
  }
  return result
}

/** Adds the rows of a new repository and its refs, without events. */
async function addRows(world: World, repository: Repository, images: string): Promise<void> {
  const git = world.git(repository)
  await run(git, ['symbolic-ref', 'HEAD', `refs/heads/${repository.defaultBranch}`])
  const refs = (await listRefs(git)).filter(({ name }) => /^refs\/(heads|tags)\//.test(name))
  world.store.transaction((tx) => {
    if (!world.store.get('users', repository.owner.toLowerCase()))
      tx.put('users', {
        id: world.store.nextId(),
        login: repository.owner,
        type: 'Organization',
        name: repository.owner,
        createdAt: world.now(),
      })
    tx.put('repositories', repository)
    putTeam(world, tx, repository, images)
    for (const { name, sha } of refs) tx.put('refs', { repository: repository.id, name, sha })
  })
}

function ownerOf(world: World): Actor {
  const [token] = world.store.by('tokens', 'login', cloneOwner)
  if (!token) throw new Error(`${cloneOwner} has no token.`)
  return { user: userOf(world, cloneOwner), token }
}
