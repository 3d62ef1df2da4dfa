import type { GitRepository } from '../../git/run.js'
import type { TreeItem } from '../../git/trees.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'

/** A commit of a repository, by the name that the caller used for it. */
export interface Place {
  readonly world: World
  readonly repository: Repository
  readonly git: GitRepository
  readonly commit: string
  readonly ref: string
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** In a folder submodules are said to be files, "for backwards compatibility" (docs of the operation); alone they are not. */
export function entryView(place: Place, item: TreeItem, submodule?: string | null) {
  const { world, repository, ref } = place
  const path = encoded(item.path)
  const folder = item.type === 'tree'
  const page = repositoryPage(world, repository)
  const self = `${repositoryUrl(world, repository)}/contents/${path}?ref=${encodeURIComponent(ref)}`
  const foreign = item.type === 'commit' // what it holds is in another repository, perhaps not on GitHub
  const git = foreign
    ? null
    : `${repositoryUrl(world, repository)}/git/${folder ? 'trees' : 'blobs'}/${item.sha}`
  const html = foreign ? null : `${page}/${folder ? 'tree' : 'blob'}/${encoded(ref)}/${path}`
  return {
    name: item.path.split('/').at(-1) ?? '',
    path: item.path,
    sha: item.sha,
    size: item.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: folder || foreign ? null : `${page}/raw/${encoded(ref)}/${path}`,
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

/** content-file; without content (null) it is too large to come along. */
export function fileContentView(place: Place, item: TreeItem, content: Buffer | null) {
  const lines = content?.toString('base64').replace(/.{60}(?=.)/g, '$&\n')
  return {
    ...entryView(place, item),
    content: lines ? `${lines}\n` : '',
    encoding: content === null ? 'none' : 'base64',
  }
}

export const symlinkView = (place: Place, item: TreeItem, target: string) => ({
  ...entryView(place, item),
  target,
})

/** A folder in the media type `object`: like a file, with its entries. */
export function folderView(place: Place, path: string, self: TreeItem | null, entries: readonly unknown[]) {
  const root: TreeItem = { path, mode: '040000', type: 'tree', sha: place.commit, size: null }
  return { ...entryView(place, self ?? root), entries }
}
