import { RelError } from '../errors.js'
import { gitOutputBytes, type GitLocation } from './run.js'

/** Reads objects by their ids with one git process, one character per byte. Throws `failed` for one that is not in the clone. */
export async function readObjects(
  location: GitLocation,
  type: 'commit' | 'blob',
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const output = await gitOutputBytes(location, `${ids.join('\n')}\n`, 'cat-file', '--batch')
  const objects = new Map<string, string>()
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at)
    const [id = '', found, size] = output.slice(at, end).split(' ')
    if (found !== type)
      throw new RelError('failed', `This clone has no ${type} ${id}.`, { hint: 'Run `git fetch` first.' })
    at = end + 1 + Number(size) + 1
    objects.set(id, output.slice(end + 1, at - 1))
  }
  return objects
}
