import { mustAdmin, type Actor } from '../../actor.js'
import { notFound } from '../../errors.js'
import { branchHead } from '../../git/refs.js'
import type { Protection, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { recordEvent } from '../record.js'

export const protectionOf = (world: World, repository: Repository, branch: string): Protection | null =>
  world.store.get('protections', `${repository.id}/${branch}`)

/** The protection of a branch that is there, for those who may see it. */
export async function readProtection(
  world: World,
  actor: Actor,
  repository: Repository,
  branch: string,
): Promise<Protection> {
  mustAdmin(world, actor, repository)
  if ((await branchHead(world.git(repository), branch)) === null) throw notFound('Branch not found')
  const protection = protectionOf(world, repository, branch)
  if (!protection) throw notFound('Branch not protected')
  return protection
}

/** All of a branch's protection anew: what the wish does not name is off. */
export async function protect(
  world: World,
  actor: Actor,
  repository: Repository,
  wish: Omit<Protection, 'repository'>,
): Promise<Protection> {
  mustAdmin(world, actor, repository)
  if ((await branchHead(world.git(repository), wish.branch)) === null) throw notFound('Branch not found')
  const before = protectionOf(world, repository, wish.branch)
  return world.store.transaction((tx) => {
    const action = before ? 'edited' : 'created'
    recordEvent(world, tx, actor, repository, 'branch_protection_rule', action, { rule: wish.branch })
    return tx.put('protections', { ...wish, repository: repository.id })
  })
}

export async function unprotect(
  world: World,
  actor: Actor,
  repository: Repository,
  branch: string,
): Promise<void> {
  const protection = await readProtection(world, actor, repository, branch)
  world.store.transaction((tx) => {
    tx.remove('protections', protection)
    recordEvent(world, tx, actor, repository, 'branch_protection_rule', 'deleted', { rule: branch })
  })
}
