import { mustWrite } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { commitTree } from '../../git/merge.js'
import { objectType } from '../../git/refs.js'
import { editTree, isTreePath, readItem, writeBlob, type TreeChange } from '../../git/trees.js'
import type { GitRepository } from '../../git/run.js'
import type { Request } from '../../request.js'
import { signatureOf, signatureFrom, type SignatureOptions } from './signatures.js'
import { mustAllowFiles } from '../actions/workflow-files.js'

const unprocessable = (message: string): GitHubError => new GitHubError(422, message)

/** Writes a blob. */
export async function createBlob(
  request: Request,
  { content, encoding = 'utf-8' }: { readonly content: string; readonly encoding?: string | undefined },
): Promise<string> {
  const { world, repository } = request
  mustWrite(request, 'contents')
  if (encoding !== 'utf-8' && encoding !== 'base64') throw unprocessable(`Unsupported encoding: ${encoding}`)
  const bytes = encoding === 'base64' ? fromBase64(content) : Buffer.from(content)
  if (bytes === null) throw unprocessable('content is not valid Base64')
  return writeBlob(world.git(repository), bytes)
}

/** Decodes base64, which may contain white space; null if it is invalid. */
export function fromBase64(text: string): Buffer | null {
  const packed = text.replace(/\s+/g, '')
  return /^[A-Za-z0-9+/]*={0,2}$/.test(packed) && packed.length % 4 !== 1
    ? Buffer.from(packed, 'base64')
    : null
}

/** A change to a tree: `sha` null removes the path; `content` is the text of a new file. */
export interface TreeEntry {
  readonly path?: string
  readonly mode?: string
  readonly sha?: string | null
  readonly content?: string
}

export async function createTree(
  request: Request,
  entries: readonly TreeEntry[],
  base: string | null,
): Promise<string> {
  const { world, actor, repository } = request
  mustWrite(request, 'contents')
  const git = world.git(repository)
  if (base !== null && !['tree', 'commit'].includes((await objectType(git, base)) ?? ''))
    throw unprocessable('base_tree is not a valid tree oid')
  if (entries.length === 0 && base === null) throw unprocessable('Invalid tree info')
  mustAllowFiles(
    actor,
    entries.map(({ path = '' }) => path),
  )
  const changes: TreeChange[] = []
  for (const options of entries) changes.push(await changeOf(git, options, base))
  return editTree(git, base, changes)
}

const kinds: Readonly<Record<string, string>> = { '040000': 'tree', '160000': 'commit' }

async function changeOf(git: GitRepository, options: TreeEntry, base: string | null): Promise<TreeChange> {
  const { path = '', mode = '100644', sha, content } = options
  if (!isTreePath(path)) throw unprocessable('tree.path contains a malformed path component')
  if (sha !== undefined && content !== undefined)
    throw unprocessable('Must supply either tree.sha or tree.content')
  if (sha === null) {
    if (base === null || !(await readItem(git, base, path))) throw unprocessable('GitRPC::BadObjectState')
    return { path, mode, sha }
  }
  if (sha === undefined) {
    if (content === undefined) throw unprocessable('Must supply either tree.sha or tree.content')
    return { path, mode, sha: await writeBlob(git, content) }
  }
  const kind = kinds[mode] ?? 'blob'
  // The commit of a submodule is in another repository.
  const isValid = kind === 'commit' ? /^[0-9a-f]{40}$/.test(sha) : (await objectType(git, sha)) === kind
  if (!isValid) throw unprocessable(`tree.sha ${sha} is not a valid ${kind}`)
  return { path, mode, sha }
}

export interface CommitOptions {
  readonly message: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author?: SignatureOptions | undefined
  readonly committer?: SignatureOptions | undefined
}

/** Writes a commit without a ref. The committer defaults to the author. */
export async function createCommit(request: Request, options: CommitOptions): Promise<string> {
  const { world, actor, repository } = request
  mustWrite(request, 'contents')
  const git = world.git(repository)
  if ((await objectType(git, options.tree)) !== 'tree') throw unprocessable('Tree SHA does not exist')
  for (const parent of options.parents)
    if ((await objectType(git, parent)) !== 'commit')
      throw unprocessable('Parent SHA does not exist or is not a commit object')
  const author = signatureFrom(options.author, signatureOf(world, actor.user.login))
  const committer = signatureFrom(options.committer, author)
  const { tree, message } = options
  return commitTree(git, { tree, parents: [...new Set(options.parents)], message, author, committer })
}
