import { mustWrite } from '../../permissions.js'
import { GitHubError, invalidRequest, notFound } from '../../errors.js'
import { commitTree } from '../../git/merge.js'
import { branchHead, listRefs, moveRef } from '../../git/refs.js'
import { editTree, isTreePath, readItem, writeBlob } from '../../git/trees.js'
import type { Request } from '../../request.js'
import { fromBase64 } from './git-objects.js'
import { violationMessage } from '../repository/ref-rules.js'
import { withRefUpdates } from './refs.js'
import { signatureOf, signatureFrom, type SignatureOptions } from './signatures.js'
import type { RefMove } from '../repository/ref-move.js'
import { violationsOf } from '../repository/violations.js'
import { mustAllowFiles } from '../actions/workflow-files.js'

export interface FileOptions {
  readonly path: string
  readonly message: string
  /** In base64. */
  readonly content: string
  /** The SHA of the blob to replace; required for an existing file, forbidden for a new one. */
  readonly sha?: string | undefined
  readonly branch?: string | undefined
  readonly author?: SignatureOptions | undefined
  readonly committer?: SignatureOptions | undefined
}
export interface WrittenFile {
  readonly branch: string
  readonly commit: string
  /** True if the file did not exist before. */
  readonly created: boolean
}

/** Commits one file to a branch; in an empty repository this is the first commit. */
export async function writeFile(request: Request, options: FileOptions): Promise<WrittenFile> {
  const { world, actor, repository } = request
  mustWrite(request, 'contents')
  const { path, branch = repository.defaultBranch } = options
  if (!isTreePath(path)) throw new GitHubError(422, 'path contains a malformed path component')
  const bytes = fromBase64(options.content)
  if (bytes === null) throw new GitHubError(422, 'content is not valid Base64')
  mustAllowFiles(actor, [path])
  const git = world.git(repository)
  return withRefUpdates(request, async () => {
    const head = await branchHead(git, branch)
    if (head === null && (await listRefs(git, 'refs/heads/')).length > 0)
      throw notFound(`Branch ${branch} not found`)
    const old = head === null ? null : await readItem(git, head, path)
    mustMatch(path, old, options.sha)
    const mode = old?.type === 'blob' ? old.mode : '100644'
    const tree = await editTree(git, head, [{ path, mode, sha: await writeBlob(git, bytes) }])
    const commit = await createFileCommit(request, options, tree, head)
    await mustAccept(request, { ref: `refs/heads/${branch}`, before: head, after: commit })
    if (!(await moveRef(git, `refs/heads/${branch}`, commit, head)))
      throw new GitHubError(409, `${branch} was changed in the meantime`)
    return { branch, commit, created: old === null }
  })
}

/** Checks the commit against protection and rulesets; a violation is a 409, as for every write of a file. */
async function mustAccept(request: Request, move: RefMove & { readonly after: string }): Promise<void> {
  const violations = await violationsOf(request, move)
  if (violations.length === 0) return
  const message = violationMessage(violations, move)
  const protection = violations.some(({ by }) => by === 'protection')
  throw new GitHubError(409, protection ? `Could not update file: ${message}` : message, {
    documentation: 'https://docs.github.com/articles/about-protected-branches',
  })
}

function mustMatch(path: string, old: { readonly sha: string } | null, sha: string | undefined): void {
  if (old && sha === undefined) throw invalidRequest('"sha" wasn\'t supplied.')
  if (sha !== undefined && old?.sha !== sha) throw new GitHubError(409, `${path} does not match ${sha}`)
}

/** Creates the commit. The author defaults to the given committer or the actor, the committer to GitHub itself. */
function createFileCommit(
  { world, actor, repository }: Request,
  options: FileOptions,
  tree: string,
  head: string | null,
): Promise<string> {
  const actorSignature = signatureOf(world, actor.user.login)
  const committer = options.committer && signatureFrom(options.committer, actorSignature)
  const author = signatureFrom(options.author, committer ?? actorSignature)
  const parents = head === null ? [] : [head]
  const message = `${options.message}\n`
  return commitTree(world.git(repository), { tree, parents, message, author, committer })
}
