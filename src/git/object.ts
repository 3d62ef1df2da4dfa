import { RelError } from '../errors.js'
import { gitOutputBytes, type GitLocation } from './run.js'

/** Objects by their ids, in one spawn whatever their number; one character for each byte. One that the clone lacks is an error. */
export async function readObjects(
  place: GitLocation,
  type: 'commit' | 'blob',
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const told = await gitOutputBytes(place, `${ids.join('\n')}\n`, 'cat-file', '--batch')
  const objects = new Map<string, string>()
  for (let at = 0; at < told.length;) {
    const end = told.indexOf('\n', at)
    const [id = '', found, size] = told.slice(at, end).split(' ')
    if (found !== type)
      throw new RelError('failed', `${id} is no ${type} of this clone.`, { hint: 'Run `git fetch` first.' })
    at = end + 1 + Number(size) + 1
    objects.set(id, told.slice(end + 1, at - 1))
  }
  return objects
}
