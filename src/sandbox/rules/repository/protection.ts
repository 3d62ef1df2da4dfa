import { mustAdmin } from '../../permissions.js'
import { notFound } from '../../errors.js'
import { branchHead } from '../../git/refs.js'
import { transaction, type Request } from '../../request.js'
import type { Protection, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { recordEvent } from '../record.js'

export const protectionOf = (world: World, repository: Repository, branch: string): Protection | null =>
  world.store.get('protections', `${repository.id}/${branch}`)

/** The protection of an existing branch; only administrators may read it. */
export async function readProtection(request: Request, branch: string): Promise<Protection> {
  const { world, repository } = request
  mustAdmin(request)
  if ((await branchHead(world.git(repository), branch)) === null) throw notFound('Branch not found')
  const protection = protectionOf(world, repository, branch)
  if (!protection) throw notFound('Branch not protected')
  return protection
}

/** Replaces the protection of a branch: settings missing in the options are off. */
export async function protect(
  request: Request,
  options: Omit<Protection, 'repository'>,
): Promise<Protection> {
  const { world, repository } = request
  mustAdmin(request)
  if ((await branchHead(world.git(repository), options.branch)) === null) throw notFound('Branch not found')
  const before = protectionOf(world, repository, options.branch)
  return transaction(request, (write) => {
    const action = before ? 'edited' : 'created'
    recordEvent(write, 'branch_protection_rule', action, { rule: options.branch })
    return write.tx.put('protections', { ...options, repository: repository.id })
  })
}

export async function unprotect(request: Request, branch: string): Promise<void> {
  const protection = await readProtection(request, branch)
  transaction(request, (write) => {
    write.tx.remove('protections', protection)
    recordEvent(write, 'branch_protection_rule', 'deleted', { rule: branch })
  })
}
