import { GitHubError } from '../../errors.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

export function repositoryByName(world: World, name: string): Repository {
  const found = world.store.first('repositories', 'name', name.toLowerCase())
  if (!found) throw new GitHubError(422, `There is no repository ${name}.`)
  return found
}
