import { mustSeeSecrets, mustWrite, type Actor, type Permission } from '../../actor.js'
import { GitHubError } from '../../errors.js'
import { scopeKey, type BoxKey, type Scope, type Secret } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { mustBeName } from './setting-name.js'
import { newKeyPair, openSealed } from './sealed-box.js'

/** Secrets of an environment have a permission of their own. */
const permissionFor = ({ environment }: Scope): Permission =>
  environment === null ? 'secrets' : 'environments'

/** The key that values of this scope are to be sealed with; made when it is first asked for. */
export function publicKeyOf(world: World, actor: Actor, repository: Repository, scope: Scope): BoxKey {
  mustSeeSecrets(world, actor, repository, permissionFor(scope))
  const known = world.store.get('boxKeys', scopeKey(scope))
  if (known) return known
  const id = String(3_380_204_578_043_520_000n + BigInt(world.store.nextId()))
  return world.store.transaction((tx) => tx.put('boxKeys', { ...scope, id, ...newKeyPair() }))
}

/** By name. */
export function secretsOf(
  world: World,
  actor: Actor,
  repository: Repository,
  scope: Scope,
): readonly Secret[] {
  mustSeeSecrets(world, actor, repository, permissionFor(scope))
  return byName(world.store.by('secrets', 'scope', scopeKey(scope)))
}

/** Says whether the secret is new. */
export function putSecret(
  world: World,
  actor: Actor,
  repository: Repository,
  scope: Scope,
  wish: { readonly name: string; readonly sealed: string; readonly key: string },
): boolean {
  mustWrite(world, actor, repository, permissionFor(scope))
  const name = wish.name.toUpperCase()
  mustBeName('Secret', name)
  const key = world.store.get('boxKeys', scopeKey(scope))
  const value = key?.id === wish.key ? openSealed(wish.sealed, key) : null
  if (value === null)
    throw new GitHubError(
      422,
      'Bad request - Unable to decrypt secret. Please use the public key of this scope.',
    )
  if (Buffer.byteLength(value) > 48 * 1024)
    throw new GitHubError(422, 'Secret value is too large (maximum is 48 KB).')
  const at = world.now()
  const known = world.store.get('secrets', `${scopeKey(scope)}/${name}`)
  world.store.transaction((tx) =>
    tx.put('secrets', { ...scope, name, value, createdAt: known?.createdAt ?? at, updatedAt: at }),
  )
  return known === null
}

export const byName = <Row extends { readonly name: string }>(rows: readonly Row[]): readonly Row[] =>
  rows.toSorted((one, other) => (one.name < other.name ? -1 : 1))
