import { mustSeeSecrets, mustWrite, type Permission } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { type Request } from '../../request.js'
import { scopeKey, type BoxKey, type Scope, type Secret } from '../../state/actions-rows.js'
import { mustBeName } from './setting-name.js'
import { newKeyPair, openSealed } from './sealed-box.js'

/** Secrets of an environment have a separate permission. */
const permissionFor = ({ environment }: Scope): Permission =>
  environment === null ? 'secrets' : 'environments'

/** The public key to seal values of this scope with; created on first use. */
export function publicKeyOf(request: Request, scope: Scope): BoxKey {
  const { world } = request
  mustSeeSecrets(request, permissionFor(scope))
  const existing = world.store.get('boxKeys', scopeKey(scope))
  if (existing) return existing
  const id = String(3_380_204_578_043_520_000n + BigInt(world.store.nextId()))
  return world.store.transaction((tx) => tx.put('boxKeys', { ...scope, id, ...newKeyPair() }))
}

/** Sorted by name. */
export function secretsOf(request: Request, scope: Scope): readonly Secret[] {
  const { world } = request
  mustSeeSecrets(request, permissionFor(scope))
  return sortedByName(world.store.by('secrets', 'scope', scopeKey(scope)))
}

/** Returns true if the secret is new. */
export function putSecret(
  request: Request,
  scope: Scope,
  options: { readonly name: string; readonly sealed: string; readonly key: string },
): boolean {
  const { world } = request
  mustWrite(request, permissionFor(scope))
  const name = options.name.toUpperCase()
  mustBeName('Secret', name)
  const key = world.store.get('boxKeys', scopeKey(scope))
  const value = key?.id === options.key ? openSealed(options.sealed, key) : null
  if (value === null)
    throw new GitHubError(
      422,
      'Bad request - Unable to decrypt secret. Please use the public key of this scope.',
    )
  if (Buffer.byteLength(value) > 48 * 1024)
    throw new GitHubError(422, 'Secret value is too large (maximum is 48 KB).')
  const at = world.now()
  const existing = world.store.get('secrets', `${scopeKey(scope)}/${name}`)
  world.store.transaction((tx) =>
    tx.put('secrets', { ...scope, name, value, createdAt: existing?.createdAt ?? at, updatedAt: at }),
  )
  return existing === null
}

export const sortedByName = <Row extends { readonly name: string }>(rows: readonly Row[]): readonly Row[] =>
  rows.toSorted((left, right) => (left.name < right.name ? -1 : 1))
