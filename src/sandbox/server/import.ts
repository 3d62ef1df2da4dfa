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

const wanted = '"path", "as" and "defaultBranch" are wanted.'
/** `path`: where the repository is on this machine; `as`: owner/name in the sandbox. */
export const importShape = z.object({
  path: z.string(wanted),
  defaultBranch: z.string(wanted),
  as: z.string(wanted).regex(/^[A-Za-z0-9][\w-]*\/[\w.-]+$/, {
    error: ({ input }) => `"${String(input)}" is no OWNER/NAME.`,
  }),
})
export type ImportOptions = z.infer<typeof importShape>

/** What became of the refs; `left`: they have commits of their own in the sandbox. */
export interface Imported {
  readonly repository: string
  readonly defaultBranch: string
  readonly isNew: boolean
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly left: readonly string[]
}

/** Everything of the source, out of the way of what the sandbox has. */
const arrivals = 'refs/import/'
const refspecs = [
  `+refs/heads/*:${arrivals}heads/*`,
  `+refs/remotes/origin/*:${arrivals}remotes/*`,
  `^refs/remotes/origin/HEAD`,
  `+refs/tags/*:${arrivals}tags/*`,
]

/**
 * Brings branches and tags of a repository on this machine into the sandbox. The first time nothing tells of it; later it is a
 * push of the clones' owner, which never takes anything back: a ref that has gone another way in the sandbox is left there.
 */
export async function importRepository(
  world: World,
  images: string,
  options: ImportOptions,
): Promise<Imported> {
  const known = world.store.first('repositories', 'name', options.as.toLowerCase())
  const repository = known ?? createEmpty(world, options)
  const git = world.git(repository)
  try {
    await fetchFrom(git, options)
    const arrived = arrivedRefs(await listRefs(git, arrivals))
    const moves = () => move(git, arrived)
    const moved = known
      ? await withRefUpdates({ world, actor: ownerOf(world), repository }, moves)
      : await moves()
    if (!known) await record(world, repository, images)
    const { defaultBranch } = repository
    return { repository: `${repository.owner}/${repository.name}`, defaultBranch, isNew: !known, ...moved }
  } finally {
    for (const { name } of await listRefs(git, arrivals)) await tryRun(git, ['update-ref', '-d', name])
  }
}

/** Git objects and nothing else: no row yet, so that an import that fails leaves nothing to be seen. */
function createEmpty(world: World, { as, defaultBranch }: ImportOptions): Repository {
  const [owner = '', name = ''] = as.split('/')
  const repository = {
    ...newRepository(world, owner, { name, defaultBranch, private: true }),
    actionsMayCreatePullRequests: true,
  }
  createBare(world.git(repository).directory, defaultBranch)
  return repository
}

async function fetchFrom(git: GitRepository, { path }: ImportOptions): Promise<void> {
  const words = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--update-shallow',
    '--no-write-fetch-head',
    path,
    ...refspecs,
  ]
  const answer = await tryRun(git, words)
  if (answer.status !== 0)
    throw new GitHubError(
      422,
      `git could not read ${path}: ${new GitFailure(words, answer).result.error.trim()}`,
    )
}

/** Local branches and tags; branches that only the remote has, too. */
function arrivedRefs(refs: readonly Ref[]): ReadonlyMap<string, string> {
  const under = (kind: string, to: string): readonly (readonly [string, string])[] =>
    refs.flatMap(({ name, sha }) =>
      name.startsWith(`${arrivals}${kind}/`) ? [[name.replace(`${arrivals}${kind}/`, to), sha] as const] : [],
    )
  return new Map([
    ...under('remotes', 'refs/heads/'),
    ...under('heads', 'refs/heads/'),
    ...under('tags', 'refs/tags/'),
  ])
}

async function move(
  git: GitRepository,
  arrived: ReadonlyMap<string, string>,
): Promise<Pick<Imported, 'created' | 'updated' | 'left'>> {
  const here = new Map((await listRefs(git)).map(({ name, sha }) => [name, sha]))
  const moved = { created: [] as string[], updated: [] as string[], left: [] as string[] }
  for (const [name, sha] of arrived) {
    const before = here.get(name) ?? null
    if (before === sha || (before !== null && (await isAncestor(git, sha, before)))) continue
    if (before !== null && !(await isAncestor(git, before, sha))) moved.left.push(name)
    else if (await moveRef(git, name, sha, before)) moved[before === null ? 'created' : 'updated'].push(name)
  }
  return moved
}

/** What is there at the start is no news: the rows of the repository and its refs, and no event. */
async function record(world: World, repository: Repository, images: string): Promise<void> {
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
