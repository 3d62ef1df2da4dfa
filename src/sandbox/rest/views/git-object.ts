import type { Commit } from '../../git/history.js'
import type { TreeItem } from '../../git/trees.js'
import { nodeId } from '../../node-id.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'

/** git-commit */
export function gitCommitView(world: World, repository: Repository, commit: Commit) {
  const api = `${repositoryUrl(world, repository)}/git`
  const page = `${repositoryPage(world, repository)}/commit`
  const { sha, author, committer, message, tree, parents } = commit
  return {
    sha,
    node_id: nodeId('Commit', `${repository.id}:${sha}`),
    url: `${api}/commits/${sha}`,
    html_url: `${page}/${sha}`,
    author,
    committer,
    message,
    tree: { sha: tree, url: `${api}/trees/${tree}` },
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${page}/${parent}`,
    })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  }
}

/** "The limit for the tree array is 100,000 entries" (docs of get-tree; its 7 MB are not enforced here). */
const limit = 100_000

/** git-tree */
export function treeView(world: World, repository: Repository, sha: string, items: readonly TreeItem[]) {
  const api = `${repositoryUrl(world, repository)}/git`
  return {
    sha,
    url: `${api}/trees/${sha}`,
    tree: items.slice(0, limit).map((item) => ({
      path: item.path,
      mode: item.mode,
      type: item.type,
      sha: item.sha,
      ...(item.size !== null && { size: item.size }),
      // The commit of a submodule is in another repository.
      ...(item.type !== 'commit' && { url: `${api}/${item.type}s/${item.sha}` }),
    })),
    truncated: items.length > limit,
  }
}
