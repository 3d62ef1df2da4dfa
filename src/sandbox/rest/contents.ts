import { mustRead } from '../permissions.js'
import { GitHubError, notFound } from '../errors.js'
import { readCommit } from '../git/history.js'
import { resolveCommit } from '../git/refs.js'
import { type GitRepository } from '../git/run.js'
import { isTreePath, readFolder, readItem, type TreeItem } from '../git/trees.js'
import { writeFile } from '../rules/git/contents.js'
import type { SignatureOptions } from '../rules/git/signatures.js'
import { requestIn, text, type Answer, type Call, type Operations } from './operation.js'
import { entryView, fileContentView, folderView, symlinkView, type Place } from './views/file.js'
import { gitCommitView } from './views/git-object.js'
import { submoduleUrl } from './submodules.js'
import { readObject } from '../git/objects.js'

export const contents: Operations = {
  'repos/get-content': async (call) => {
    const place = await placeIn(call)
    const path = (call.path['path'] ?? '').replace(/^\/+|\/+$/g, '')
    if (path !== '' && !isTreePath(path)) throw notFound()
    const item = path === '' ? null : await readItem(place.git, place.commit, path)
    if (path !== '' && item === null) throw notFound()
    if (item === null || item.type === 'tree') return folder(call, place, path, item)
    if (item.type === 'commit') return { body: entryView(place, item, await submoduleUrl(place, path)) }
    return file(call, place, item)
  },

  'repos/create-or-update-file-contents': async (call) => {
    const { world, path, body } = call
    const request = requestIn(call)
    const { repository } = request
    const { branch, commit, created } = await writeFile(request, {
      path: path['path'] ?? '',
      message: text(body, 'message') ?? '',
      content: text(body, 'content') ?? '',
      sha: text(body, 'sha'),
      branch: text(body, 'branch'),
      author: body['author'] as SignatureOptions | undefined,
      committer: body['committer'] as SignatureOptions | undefined,
    })
    const git = world.git(repository)
    const [item, made] = [await readItem(git, commit, path['path'] ?? ''), await readCommit(git, commit)]
    if (!item || !made) throw notFound()
    const content = entryView({ world, repository, git, commit, ref: branch }, item)
    return {
      status: created ? 201 : 200,
      body: { content, commit: gitCommitView(world, repository, made) },
    }
  },
}

async function placeIn(call: Call): Promise<Place & { readonly git: GitRepository }> {
  const { world, query } = call
  const request = requestIn(call)
  const { repository } = request
  mustRead(request, 'contents')
  const git = world.git(repository)
  const ref = query.get('ref') || repository.defaultBranch
  const commit = await resolveCommit(git, ref)
  if (commit === null)
    throw notFound(query.has('ref') ? `No commit found for the ref ${ref}` : 'This repository is empty.')
  return { world, repository, git, commit, ref }
}

/** "The upper limit for the number of files in a directory is 1,000" (docs of the operation). */
async function folder(call: Call, place: Place, path: string, self: TreeItem | null): Promise<Answer> {
  const items = (await readFolder(place.git, place.commit, path)) ?? []
  const entries = items.slice(0, 1000).map((item) => entryView(place, item))
  if (!call.accept.includes('.object')) return { body: entries }
  const type = 'application/vnd.github.object+json; charset=utf-8'
  return { body: Buffer.from(JSON.stringify(folderView(place, path, self, entries))), type }
}

const megabyte = 1024 * 1024

/** Up to 1 MB in every way; up to 100 MB raw, or as an object without its content; larger ones not at all. */
async function file(call: Call, place: Place, item: TreeItem): Promise<Answer> {
  const size = item.size ?? 0
  if (size > 100 * megabyte) throw tooLarge()
  const blob = (await readObject(place.git, item.sha))?.content ?? Buffer.alloc(0)
  const raw = call.accept.includes('raw')
  if (item.mode === '120000') {
    const aim = await aimOf(place, item.path, blob.toString())
    if (aim) return file(call, place, aim)
    if (!raw) return { body: symlinkView(place, item, blob.toString()) }
  }
  if (raw) return { body: blob, type: 'application/vnd.github.raw+json; charset=utf-8' }
  return { body: fileContentView(place, item, size > megabyte ? null : blob) }
}

const tooLarge = (): GitHubError =>
  new GitHubError(
    403,
    'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git in order to obtain the blob.',
    { errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] },
  )

/** "If the symlink's target is a normal file in the repository, then the API responds with the content of the file." */
async function aimOf(place: Place, path: string, target: string): Promise<TreeItem | null> {
  if (target.startsWith('/')) return null
  const parts = path.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  const item = isTreePath(parts.join('/')) ? await readItem(place.git, place.commit, parts.join('/')) : null
  return item?.type === 'blob' && item.mode !== '120000' ? item : null
}
