import { mustSeeSecrets, mustWrite } from '../../permissions.js'
import { GitHubError, notFound } from '../../errors.js'
import { type Request } from '../../request.js'
import { scopeKey, type Variable } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { sortedByName } from './secrets.js'
import { mustBeName } from './setting-name.js'

const scopeOf = ({ id }: Repository) => ({ repository: id, environment: null })

export function variablesOf(request: Request): readonly Variable[] {
  const { world, repository } = request
  mustSeeSecrets(request, 'variables')
  return sortedByName(world.store.by('variables', 'scope', scopeKey(scopeOf(repository))))
}

export function variableOf(request: Request, name: string): Variable {
  const { world, repository } = request
  mustSeeSecrets(request, 'variables')
  const variable = findVariable(world, repository, name)
  if (!variable) throw notFound()
  return variable
}

export function createVariable(
  request: Request,
  options: { readonly name: string; readonly value: string },
): void {
  const { world, repository } = request
  mustWrite(request, 'variables')
  mustBeAvailable(world, repository, options.name)
  mustFitSize(options.value)
  const at = world.now()
  const name = options.name.toUpperCase()
  world.store.transaction((tx) =>
    tx.put('variables', { ...scopeOf(repository), name, value: options.value, createdAt: at, updatedAt: at }),
  )
}

/** Renaming a variable frees its old name. */
export function updateVariable(
  request: Request,
  name: string,
  options: { readonly name: string | undefined; readonly value: string | undefined },
): void {
  const { world, repository } = request
  mustWrite(request, 'variables')
  const variable = findVariable(world, repository, name)
  if (!variable) throw notFound()
  const next = (options.name ?? name).toUpperCase()
  if (next !== variable.name) mustBeAvailable(world, repository, next)
  mustFitSize(options.value ?? '')
  world.store.transaction((tx) => {
    if (next !== variable.name) tx.remove('variables', variable)
    tx.put('variables', {
      ...variable,
      name: next,
      value: options.value ?? variable.value,
      updatedAt: world.now(),
    })
  })
}

const findVariable = (world: World, repository: Repository, name: string): Variable | null =>
  world.store.get('variables', `${scopeKey(scopeOf(repository))}/${name.toUpperCase()}`)

function mustBeAvailable(world: World, repository: Repository, name: string): void {
  mustBeName('Variable', name)
  if (findVariable(world, repository, name))
    throw new GitHubError(409, 'Already exists - Variable already exists')
}

function mustFitSize(value: string): void {
  if (Buffer.byteLength(value) > 48 * 1024)
    throw new GitHubError(422, 'Variable value is too large (maximum is 48 KB).')
}
