import { isAncestor, listRefs } from '../../git/refs.js'
import { transaction, type Actor, type Request, type Write } from '../../request.js'
import type { KnownRef, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { userOf } from '../access/access.js'
import { syncPullsInto, syncPullsFrom, type PullChange, type RefChange } from '../pulls/pull-request-sync.js'
import { recordEvent } from '../record.js'

const zeroSha = '0'.repeat(40)

/**
 * Runs `work`, which moves refs in git, then records events and updates pull requests before the response is sent. The actor
 * is written to the journal first, so that the next start can complete the records after a crash.
 */
export function withRefUpdates<Result>(request: Request, work: () => Promise<Result>): Promise<Result> {
  const { world, actor, repository } = request
  return world.exclusively(repository, async () => {
    const writer = { repository: repository.id, login: actor.user.login, token: actor.token.secret }
    world.store.transaction((tx) => tx.put('refWriters', writer))
    try {
      return await work()
    } finally {
      await recordRefChanges(request)
    }
  })
}

/** At the start: records ref changes of a process that crashed between git's update and its records. */
export async function reconcileRefs(world: World): Promise<void> {
  for (const { repository: id, login, token } of world.store.all('refWriters')) {
    const repository = world.store.get('repositories', id)
    const actor = { user: userOf(world, login), token: world.store.get('tokens', token) ?? removedToken }
    if (repository) await recordRefChanges({ world, actor, repository })
  }
}

/** Replaces a token that has been removed. */
const removedToken: Actor['token'] = {
  id: 0,
  secret: '',
  login: 'ghost',
  kind: 'classic',
  permissions: null,
  repository: null,
}

/** Records the differences between git's branches and tags and the recorded ones as events. Idempotent. */
export async function recordRefChanges(request: Request): Promise<void> {
  const { world, repository } = request
  const changes = await changedRefs(world, repository)
  const pulls: PullChange[] = []
  for (const change of changes) {
    pulls.push(...(await syncPullsFrom(world, repository, change)))
    pulls.push(...(await syncPullsInto(world, repository, change)))
  }
  transaction(request, (write) => {
    for (const change of changes) recordChange(write, change)
    for (const applyChange of pulls) applyChange(write)
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
  const current = new Map((await listRefs(git)).filter(isPublic).map(({ name, sha }) => [name, sha]))
  const names = [...new Set([...recorded.keys(), ...current.keys()])]
  const moved = names.filter((name) => recorded.get(name) !== current.get(name))
  return Promise.all(
    moved.map(async (name): Promise<RefChange> => {
      const [before, after] = [recorded.get(name) ?? null, current.get(name) ?? null]
      const forced = before !== null && after !== null && !(await isAncestor(git, before, after))
      return { name, before, after, forced }
    }),
  )
}

const isPublic = ({ name }: Pick<KnownRef, 'name'>): boolean => /^refs\/(heads|tags)\//.test(name)

function recordChange(write: Write, change: RefChange): void {
  const { tx, repository } = write
  const { name, before, after, forced } = change
  const row = { repository: repository.id, name, sha: after ?? zeroSha }
  if (after === null) tx.remove('refs', row)
  else tx.put('refs', row)
  const payload = {
    ref: name.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: name.startsWith('refs/tags/') ? 'tag' : 'branch',
  }
  if (before === null) recordEvent(write, 'create', null, payload)
  if (after === null) recordEvent(write, 'delete', null, payload)
  recordEvent(write, 'push', null, {
    ref: name,
    before: before ?? zeroSha,
    after: after ?? zeroSha,
    created: before === null,
    deleted: after === null,
    forced,
  })
}
