import { mustWrite, roleOf } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { commitTree } from '../../git/merge.js'
import { branchHead, moveRef } from '../../git/refs.js'
import type { GitRepository } from '../../git/run.js'
import { editTree, isTreePath, readTree, writeBlob } from '../../git/trees.js'
import { mustAllowRef } from '../../rules/repository/ref-rules.js'
import { signatureOf } from '../../rules/pulls/merging.js'
import { withRefUpdates } from '../../rules/git/refs.js'
import { mustAllowFiles } from '../../rules/actions/workflow-files.js'
import type { Repository } from '../../state/rows.js'
import { requestFor, type Call } from '../call.js'
import { FieldError, notResolved } from '../errors.js'
import { refOfId } from '../nodes.js'

export interface CommitInput {
  readonly branch: {
    readonly id?: string | null
    readonly repositoryNameWithOwner?: string | null
    readonly branchName?: string | null
  }
  readonly expectedHeadOid: string
  readonly message: { readonly headline: string; readonly body?: string | null }
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null
    readonly deletions?: readonly { readonly path: string }[] | null
  } | null
}
interface Files {
  readonly additions: readonly { readonly path: string; readonly contents: string }[]
  readonly deletions: readonly { readonly path: string }[]
}

/** Commits file changes to a branch whose head is as expected, with GitHub (web-flow) as the committer. */
export async function commitOnBranch(call: Call, input: CommitInput) {
  const { world, actor } = call
  const { repository, branch } = await branchOf(call, input)
  const files = {
    additions: input.fileChanges?.additions ?? [],
    deletions: input.fileChanges?.deletions ?? [],
  }
  const request = requestFor(call, repository)
  mustWrite(request, 'contents')
  mustBeAllowed(call, files)
  const git = world.git(repository)
  const ref = `refs/heads/${branch}`
  const { expectedHeadOid: expected } = input
  const oid = await withRefUpdates(request, async () => {
    const head = await branchHead(git, branch)
    if (head === null) throw notResolved(`a Ref with the name '${branch}'.`)
    if (head !== expected) throw stale(expected)
    const tree = await treeWith(git, head, files)
    const message = [input.message.headline, input.message.body].filter(Boolean).join('\n\n')
    const author = signatureOf(world, actor.user.login)
    const commit = await commitTree(git, { tree, parents: [head], message: `${message}\n`, author })
    await mustAllowRef(request, { ref, before: head, after: commit })
    if (!(await moveRef(git, ref, commit, head))) throw stale(expected)
    return commit
  })
  return { repository, ref, oid }
}

const stale = (oid: string): FieldError =>
  new FieldError('STALE_DATA', `Expected branch to point to "${oid}" but it did not. Pull and try again.`)

async function branchOf(
  call: Call,
  { branch }: CommitInput,
): Promise<{ repository: Repository; branch: string }> {
  if (branch.id != null) {
    const { repository, name } = await refOfId(call, branch.id)
    return { repository, branch: name.replace(/^refs\/heads\//, '') }
  }
  const fullName = branch.repositoryNameWithOwner ?? ''
  const repository = call.world.store.first('repositories', 'name', fullName.toLowerCase())
  if (!repository || roleOf(requestFor(call, repository)) === null)
    throw notResolved(`a Repository with the name '${fullName}'.`)
  return { repository, branch: (branch.branchName ?? '').replace(/^refs\/heads\//, '') }
}

/** Refuses malformed paths, and workflow files without the permission for them. */
function mustBeAllowed({ actor }: Call, { additions, deletions }: Files): void {
  const paths = [...additions, ...deletions].map(({ path }) => path)
  const malformed = paths.find((path) => !isTreePath(path))
  if (malformed !== undefined) throw new GitHubError(422, `The path \`${malformed}\` is malformed`)
  mustAllowFiles(actor, paths)
}

/** The tree of a commit with files written and removed. An existing file keeps its mode. */
async function treeWith(
  git: GitRepository,
  commit: string,
  { additions, deletions }: Files,
): Promise<string> {
  const files = (await readTree(git, commit)) ?? []
  const modes = new Map(files.filter(({ type }) => type !== 'tree').map(({ path, mode }) => [path, mode]))
  if (deletions.some(({ path }) => !modes.has(path)))
    throw new GitHubError(
      422,
      `A path was requested for deletion which does not exist as of commit oid \`${commit}\``,
    )
  const removed = deletions.map(({ path }) => ({ path, mode: '100644', sha: null }))
  const written = additions.map(async ({ path, contents }) => ({
    path,
    mode: modes.get(path) ?? '100644',
    sha: await writeBlob(git, Buffer.from(contents, 'base64')),
  }))
  return editTree(git, commit, [...removed, ...(await Promise.all(written))])
}
