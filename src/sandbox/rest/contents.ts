import { mustRead } from '../permissions.js'
import { GitHubError, notFound } from '../errors.js'
import { readCommit } from '../git/history.js'
import { resolveCommit } from '../git/refs.js'
import { type GitRepository } from '../git/run.js'
import { isTreePath, readFolder, readItem, type TreeItem } from '../git/trees.js'
import { writeFile } from '../rules/git/contents.js'
import type { SignatureOptions } from '../rules/git/signatures.js'
import { requestIn, text, type OperationResponse, type Call, type Operations } from './operation.js'
import { entryView, fileContentView, folderView, symlinkView, type Location } from './views/file.js'
import { gitCommitView } from './views/git-object.js'
import { submoduleUrl } from './submodules.js'
import { readObject } from '../git/objects.js'
import { trimmed } from '../../lib/text.js'

export const contents: Operations = {
  'repos/get-content': async (call) => {
    const location = await locationIn(call)
    const path = trimmed(call.path['path'] ?? '', '/')
    if (path !== '' && !isTreePath(path)) throw notFound()
    const item = path === '' ? null : await readItem(location.git, location.commit, path)
    if (path !== '' && item === null) throw notFound()
    if (item === null || item.type === 'tree') return folder(call, location, path, item)
    if (item.type === 'commit') return { body: entryView(location, item, await submoduleUrl(location, path)) }
    return file(call, location, item)
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
    const [item, written] = [await readItem(git, commit, path['path'] ?? ''), await readCommit(git, commit)]
    if (!item || !written) throw notFound()
    const content = entryView({ world, repository, git, commit, ref: branch }, item)
    return {
      status: created ? 201 : 200,
      body: { content, commit: gitCommitView(world, repository, written) },
    }
  },
}

async function locationIn(call: Call): Promise<Location & { readonly git: GitRepository }> {
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
async function folder(
  call: Call,
  location: Location,
  path: string,
  item: TreeItem | null,
): Promise<OperationResponse> {
  const items = (await readFolder(location.git, location.commit, path)) ?? []
  const entries = items.slice(0, 1000).map((item) => entryView(location, item))
  if (!call.accept.includes('.object')) return { body: entries }
  const type = 'application/vnd.github.object+json; charset=utf-8'
  return { body: Buffer.from(JSON.stringify(folderView(location, path, item, entries))), type }
}

const megabyte = 1024 * 1024

/** Up to 1 MB in every media type; up to 100 MB raw, or as an object without content; larger files are refused. */
async function file(call: Call, location: Location, item: TreeItem): Promise<OperationResponse> {
  const size = item.size ?? 0
  if (size > 100 * megabyte) throw tooLarge()
  const blob = (await readObject(location.git, item.sha))?.content ?? Buffer.alloc(0)
  const raw = call.accept.includes('raw')
  if (item.mode === '120000') {
    const target = await symlinkTarget(location, item.path, blob.toString())
    if (target) return file(call, location, target)
    if (!raw) return { body: symlinkView(location, item, blob.toString()) }
  }
  if (raw) return { body: blob, type: 'application/vnd.github.raw+json; charset=utf-8' }
  return { body: fileContentView(location, item, size > megabyte ? null : blob) }
}

const tooLarge = (): GitHubError =>
  new GitHubError(
    403,
    'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git in order to obtain the blob.',
    { errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] },
  )

/** "If the symlink's target is a normal file in the repository, then the API responds with the content of the file." */
async function symlinkTarget(location: Location, path: string, target: string): Promise<TreeItem | null> {
  if (target.startsWith('/')) return null
  const parts = path.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  const item = isTreePath(parts.join('/'))
    ? await readItem(location.git, location.commit, parts.join('/'))
    : null
  return item?.type === 'blob' && item.mode !== '120000' ? item : null
}
