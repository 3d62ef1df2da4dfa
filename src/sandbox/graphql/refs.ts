import { isRefName } from '../git/refs.js'
import type { Repository } from '../state/rows.js'
import { node, type Call, type Node } from './call.js'

export interface RefRow {
  readonly repository: Repository
  /** The full name. */
  readonly name: string
  readonly oid: string
}
export const branchRef = (call: Call, repository: Repository, branch: string): Promise<Node<RefRow> | null> =>
  findRef(call, repository, `refs/heads/${branch}`)

/** Finds a ref by its full or short name; a branch takes precedence over a tag. */
export async function findRef(
  call: Call,
  repository: Repository,
  name: string,
): Promise<Node<RefRow> | null> {
  const candidates = name.startsWith('refs/')
    ? [name]
    : [`refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]
  const found = await Promise.all(
    candidates.filter(isRefName).map(async (candidate) => {
      const object = await call.git.of(repository).object(candidate)
      return object && node('Ref', { repository, name: candidate, oid: object.oid })
    }),
  )
  return found.find((ref) => ref !== null) ?? null
}
