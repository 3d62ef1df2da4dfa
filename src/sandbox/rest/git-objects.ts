import { mustRead } from '../permissions.js'
import { notFound } from '../errors.js'
import { readCommit } from '../git/history.js'
import { objectType, resolveCommit } from '../git/refs.js'
import { run, type GitRepository } from '../git/run.js'
import { readFolder, readTree } from '../git/trees.js'
import { createBlob, createCommit, createTree, type TreeEntry } from '../rules/git/git-objects.js'
import type { SignatureOptions } from '../rules/git/signatures.js'
import type { Repository } from '../state/rows.js'
import { requestIn, text, type Call, type Operations } from './operation.js'
import { gitCommitView, treeView } from './views/git-object.js'
import { repositoryUrl } from './views/repository.js'

export const gitObjects: Operations = {
  'git/create-blob': async (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const options = { content: text(body, 'content') ?? '', encoding: text(body, 'encoding') }
    const sha = await createBlob(request, options)
    return { status: 201, body: { sha, url: `${repositoryUrl(world, repository)}/git/blobs/${sha}` } }
  },

  'git/create-tree': async (call) => {
    const { world, body } = call
    const request = requestIn(call)
    const { repository } = request
    const entries = (body['tree'] ?? []) as readonly TreeEntry[]
    const sha = await createTree(request, entries, text(body, 'base_tree') ?? null)
    const items = (await readFolder(world.git(repository), sha)) ?? []
    return { status: 201, body: treeView(world, repository, sha, items) }
  },

  'git/get-tree': async (call) => {
    const { world, path, query } = call
    const repository = readable(call)
    const git = world.git(repository)
    const sha = await treeOf(git, path['tree_sha'] ?? '')
    // Any value turns it on, also 0 and false (docs of the parameter).
    const items = sha === null ? null : await (query.has('recursive') ? readTree : readFolder)(git, sha)
    if (sha === null || items === null) throw notFound()
    return { body: treeView(world, repository, sha, items) }
  },

  'git/create-commit': async (call) => {
    const { body } = call
    const request = requestIn(call)
    const { repository } = request
    const sha = await createCommit(request, {
      message: text(body, 'message') ?? '',
      tree: text(body, 'tree') ?? '',
      parents: (body['parents'] ?? []) as readonly string[],
      author: body['author'] as SignatureOptions | undefined,
      committer: body['committer'] as SignatureOptions | undefined,
    })
    return { status: 201, body: await commitBody(call, repository, sha) }
  },

  'git/get-commit': async (call) => {
    const sha = call.path['commit_sha'] ?? ''
    const repository = readable(call)
    if ((await objectType(call.world.git(repository), sha)) !== 'commit') throw notFound()
    return { body: await commitBody(call, repository, sha) }
  },
}

async function commitBody({ world }: Call, repository: Repository, sha: string) {
  const commit = await readCommit(world.git(repository), sha)
  if (!commit) throw notFound()
  return gitCommitView(world, repository, commit)
}

/** The tree with a SHA, or the tree of a commit, branch or tag. */
async function treeOf(git: GitRepository, name: string): Promise<string | null> {
  if ((await objectType(git, name)) === 'tree') return name
  const commit = await resolveCommit(git, name)
  return commit === null ? null : run(git, ['rev-parse', `${commit}^{tree}`])
}

function readable(call: Call): Repository {
  const request = requestIn(call)
  mustRead(request, 'contents')
  return request.repository
}
