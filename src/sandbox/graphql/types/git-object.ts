import { nodeId } from '../../node-id.js'
import type { Repository } from '../../state/rows.js'
import { node, type Call, type Fields, type Node } from '../call.js'
import type { GitObject } from '../../git/objects.js'
import { parseTree, type Entry } from '../../git/parse.js'

/** A git object with its repository. */
export interface InRepository extends GitObject {
  readonly repository: Repository
}
interface EntryRow extends Entry {
  readonly repository: Repository
}
const names = { commit: 'Commit', tree: 'Tree', blob: 'Blob', tag: 'Tag' } as const

/** The object of an expression (`HEAD:path`, `branch`, an object id), or null. */
export async function gitObject(
  call: Call,
  repository: Repository,
  expression: string,
): Promise<Node<InRepository> | null> {
  const head = expression.replace(/^HEAD(?=$|[:^~])/, `refs/heads/${repository.defaultBranch}`)
  const object = await call.git.of(repository).object(head)
  return object && node(names[object.type], { ...object, repository })
}

/** The commit with an id or expression; null for other types of objects. */
export async function commitOf(
  call: Call,
  repository: Repository,
  oid: string | null,
): Promise<Node<InRepository> | null> {
  const found = oid === null ? null : await gitObject(call, repository, oid)
  return found?.__typename === 'Commit' ? found : null
}

const path = ({ owner, name }: Repository): string => `/${owner}/${name}`
export const gitObjectFields: Fields<InRepository> = {
  id: (object) => nodeId(names[object.type], `${object.repository.id}:${object.oid}`),
  oid: (object) => object.oid,
  abbreviatedOid: (object) => object.oid.slice(0, 7),
  repository: (object) => node('Repository', object.repository),
  commitResourcePath: (object) => `${path(object.repository)}/commit/${object.oid}`,
  commitUrl: (object, _, { world }) => `${world.urls.html}${path(object.repository)}/commit/${object.oid}`,
}

/** The maximum size of the text of a blob in bytes; binary blobs have no text. */
const textLimit = 512_000
const isBinary = (content: Buffer): boolean => content.subarray(0, 8000).includes(0)

export const gitObjectTypes = {
  Blob: {
    ...gitObjectFields,
    byteSize: ({ content }) => content.length,
    isBinary: ({ content }) => isBinary(content),
    isTruncated: ({ content }) => content.length > textLimit,
    text: ({ content }) => (isBinary(content) ? null : content.toString('utf8', 0, textLimit)),
  } satisfies Fields<InRepository>,
  Tree: {
    ...gitObjectFields,
    entries: (tree) =>
      parseTree(tree.content).map((entry) => node('TreeEntry', { ...entry, repository: tree.repository })),
  } satisfies Fields<InRepository>,
  TreeEntry: {
    name: ({ name }) => name,
    mode: ({ mode }) => mode,
    type: ({ type }) => type,
    oid: ({ oid }) => oid,
    extension: ({ name }) => /\.[^.]*$/.exec(name)?.[0] ?? '',
    repository: ({ repository }) => node('Repository', repository),
    object: (entry, _, call) =>
      entry.type === 'commit' ? null : gitObject(call, entry.repository, entry.oid),
    size: async (entry, _, call) =>
      entry.type === 'blob' ? (await gitObject(call, entry.repository, entry.oid))?.row.content.length : 0,
  } satisfies Fields<EntryRow>,
}
