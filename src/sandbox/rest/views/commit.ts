import type { Commit, FileChange } from '../../git/history.js'
import type { Ref } from '../../git/refs.js'
import type { Signature } from '../../git/merge.js'
import type { Tag } from '../../git/tags.js'
import { nodeId } from '../../node-id.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'
import { userView } from './user.js'

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }

/** commit, without its files */
export function commitView(world: World, repository: Repository, commit: Commit) {
  const api = repositoryUrl(world, repository)
  const url = `${api}/commits/${commit.sha}`
  const page = `${repositoryPage(world, repository)}/commit`
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', `${repository.id}:${commit.sha}`),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: unsigned,
    },
    url,
    html_url: `${page}/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: accountOf(world, commit.author),
    committer: accountOf(world, commit.committer),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${page}/${sha}` })),
  }
}

/** The user with a commit's email address: in the sandbox LOGIN@… or ID+LOGIN@users.noreply.… */
function accountOf(world: World, { email }: Signature) {
  const login = email.split('@', 1)[0]!.replace(/^\d+\+/, '')
  const user = world.store.get('users', login.toLowerCase())
  return user ? userView(world, user) : null
}

/** diff-entry */
export function fileView(
  world: World,
  repository: Repository,
  sha: string,
  { patch, ...file }: FileChange & { readonly patch: string | undefined },
) {
  const path = file.path.split('/').map(encodeURIComponent).join('/')
  const page = repositoryPage(world, repository)
  return {
    sha: file.blob,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${path}`,
    raw_url: `${page}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${sha}`,
    ...(patch !== undefined && { patch }),
    ...(file.previous !== null && { previous_filename: file.previous }),
  }
}

/** git-ref */
export function refView(world: World, repository: Repository, ref: Ref) {
  const api = repositoryUrl(world, repository)
  return {
    ref: ref.name,
    node_id: nodeId('Ref', `${repository.id}:${ref.name}`),
    url: `${api}/git/${ref.name.split('/').map(encodeURIComponent).join('/')}`,
    object: { sha: ref.sha, type: ref.type, url: `${api}/git/${ref.type}s/${ref.sha}` },
  }
}

/** git-tag */
export function tagView(world: World, repository: Repository, tag: Tag & { readonly sha: string }) {
  const api = repositoryUrl(world, repository)
  return {
    node_id: nodeId('Tag', `${repository.id}:${tag.sha}`),
    sha: tag.sha,
    url: `${api}/git/tags/${tag.sha}`,
    tagger: tag.tagger,
    object: { type: tag.type, sha: tag.object, url: `${api}/git/${tag.type}s/${tag.object}` },
    tag: tag.tag,
    message: tag.message,
    verification: unsigned,
  }
}
