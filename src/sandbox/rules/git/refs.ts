import { isAncestor, listRefs } from '../../git/refs.js'
import { transaction, type Actor, type Request, type Write } from '../../request.js'
import type { KnownRef, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { userOf } from '../access/access.js'
import { syncPullsInto, syncPullsFrom, type PullChange, type RefChange } from '../pulls/pull-request-sync.js'
import { recordEvent } from '../record.js'

const nothing = '0'.repeat(40)

/**
 * Writes refs and makes events and pull requests follow before anybody is answered. Who writes is in the journal first, so
 * that a crash in between is made good at the next start. `work` moves refs in git.
 */
export function writingRefs<Result>(request: Request, work: () => Promise<Result>): Promise<Result> {
  const { world, actor, repository } = request
  return world.exclusively(repository, async () => {
    const writer = { repository: repository.id, login: actor.user.login, token: actor.token.secret }
    world.store.transaction((tx) => tx.put('refWriters', writer))
    try {
      return await work()
    } finally {
      await announceRefs(request)
    }
  })
}

/** At the start: what a crash cut off between a ref's move in git and its bookkeeping. */
export async function reconcileRefs(world: World): Promise<void> {
  for (const { repository: id, login, token } of world.store.all('refWriters')) {
    const repository = world.store.get('repositories', id)
    const actor = { user: userOf(world, login), token: world.store.get('tokens', token) ?? withdrawn }
    if (repository) await announceRefs({ world, actor, repository })
  }
}

/** Stands for a token that is no longer there. */
const withdrawn: Actor['token'] = {
  id: 0,
  secret: '',
  login: 'ghost',
  kind: 'classic',
  permissions: null,
  repository: null,
}

/** The difference between git's branches and tags and the recorded ones becomes events. Doing it again does nothing. */
export async function announceRefs(request: Request): Promise<void> {
  const { world, repository } = request
  const changes = await changedRefs(world, repository)
  const pulls: PullChange[] = []
  for (const change of changes) {
    pulls.push(...(await syncPullsFrom(world, repository, change)))
    pulls.push(...(await syncPullsInto(world, repository, change)))
  }
  transaction(request, (write) => {
    for (const change of changes) announce(write, change)
    for (const change of pulls) change(write)
    const writer = world.store.get('refWriters', repository.id)
    if (writer) write.tx.remove('refWriters', writer)
    const current = world.store.get('repositories', repository.id)
    if (changes.length > 0 && current) write.tx.put('repositories', { ...current, pushedAt: world.now() })
  })
}

async function changedRefs(world: World, repository: Repository): Promise<readonly RefChange[]> {
  const git = world.git(repository)
  const recorded = new Map(
    world.store.by('refs', 'repository', repository.id).map(({ name, sha }) => [name, sha]),
  )
  const now = new Map((await listRefs(git)).filter(isPublic).map(({ name, sha }) => [name, sha]))
  const names = [...new Set([...recorded.keys(), ...now.keys()])]
  const moved = names.filter((name) => recorded.get(name) !== now.get(name))
  return Promise.all(
    moved.map(async (name): Promise<RefChange> => {
      const [before, after] = [recorded.get(name) ?? null, now.get(name) ?? null]
      const forced = before !== null && after !== null && !(await isAncestor(git, before, after))
      return { name, before, after, forced }
    }),
  )
}

const isPublic = ({ name }: Pick<KnownRef, 'name'>): boolean => /^refs\/(heads|tags)\//.test(name)

function announce(write: Write, change: RefChange): void {
  const { tx, repository } = write
  const { name, before, after, forced } = change
  const row = { repository: repository.id, name, sha: after ?? nothing }
  if (after === null) tx.remove('refs', row)
  else tx.put('refs', row)
  const short = {
    ref: name.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: name.startsWith('refs/tags/') ? 'tag' : 'branch',
  }
  if (before === null) recordEvent(write, 'create', null, short)
  if (after === null) recordEvent(write, 'delete', null, short)
  recordEvent(write, 'push', null, {
    ref: name,
    before: before ?? nothing,
    after: after ?? nothing,
    created: before === null,
    deleted: after === null,
    forced,
  })
}
