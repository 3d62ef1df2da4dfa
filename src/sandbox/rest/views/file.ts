import type { GitRepository } from '../../git/run.js'
import type { TreeItem } from '../../git/trees.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'

/** A commit of a repository, with the ref that the caller used for it. */
export interface Location {
  readonly world: World
  readonly repository: Repository
  readonly git: GitRepository
  readonly commit: string
  readonly ref: string
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** In a folder the type of a submodule is `file`, "for backwards compatibility" (docs of the operation), alone `submodule`. */
export function entryView(location: Location, item: TreeItem, submodule?: string | null) {
  const { world, repository, ref } = location
  const path = encodePath(item.path)
  const folder = item.type === 'tree'
  const page = repositoryPage(world, repository)
  const self = `${repositoryUrl(world, repository)}/contents/${path}?ref=${encodeURIComponent(ref)}`
  const isSubmodule = item.type === 'commit' // its files are in another repository, perhaps not on GitHub
  const git = isSubmodule
    ? null
    : `${repositoryUrl(world, repository)}/git/${folder ? 'trees' : 'blobs'}/${item.sha}`
  const html = isSubmodule ? null : `${page}/${folder ? 'tree' : 'blob'}/${encodePath(ref)}/${path}`
  return {
    name: item.path.split('/').at(-1) ?? '',
    path: item.path,
    sha: item.sha,
    size: item.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: folder || isSubmodule ? null : `${page}/raw/${encodePath(ref)}/${path}`,
    type: kindOf(item, submodule !== undefined),
    ...(submodule !== undefined && { submodule_git_url: submodule ?? '' }),
    _links: { self, git, html },
  }
}

function kindOf({ type, mode }: TreeItem, alone: boolean): string {
  if (type === 'tree') return 'dir'
  if (type === 'commit') return alone ? 'submodule' : 'file'
  return mode === '120000' ? 'symlink' : 'file'
}

/** content-file; `content` is null if the file is too large to include. */
export function fileContentView(location: Location, item: TreeItem, content: Buffer | null) {
  const lines = content?.toString('base64').replace(/.{60}(?=.)/g, '$&\n')
  return {
    ...entryView(location, item),
    content: lines ? `${lines}\n` : '',
    encoding: content === null ? 'none' : 'base64',
  }
}

export const symlinkView = (location: Location, item: TreeItem, target: string) => ({
  ...entryView(location, item),
  target,
})

/** A folder in the media type `object`: a content object with its entries. */
export function folderView(
  location: Location,
  path: string,
  self: TreeItem | null,
  entries: readonly unknown[],
) {
  const root: TreeItem = { path, mode: '040000', type: 'tree', sha: location.commit, size: null }
  return { ...entryView(location, self ?? root), entries }
}
