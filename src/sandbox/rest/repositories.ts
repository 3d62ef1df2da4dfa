import { mustAdmin, mustRead } from '../actor.js'
import { notFound } from '../errors.js'
import { readPath, type TreeEntry } from '../git/history.js'
import { branchHead, listRefs, resolveCommit } from '../git/refs.js'
import { readCommit } from '../git/history.js'
import { protectionOf } from '../rules/branches.js'
import type { Repository } from '../state/rows.js'
import { list, repositoryIn, type Call, type Operations } from './operation.js'
import { commitView } from './views/commit.js'
import { branchProtectionView, contentView, shortProtectionView } from './views/content.js'
import { fullRepositoryView, repositoryPage, repositoryUrl } from './views/repository.js'

export const repositories: Operations = {
  'repos/get': (call) => {
    const repository = repositoryIn(call)
    mustRead(call.world, call.actor, repository)
    return { body: fullRepositoryView(call.world, call.actor, repository) }
  },

  'repos/list-branches': async (call) => {
    const { world, query } = call
    const repository = readable(call)
    const isProtected = query.get('protected')
    const heads = await listRefs(world.git(repository), 'refs/heads/')
    const branches = heads
      .map(({ name, sha }) => ({ name: name.slice('refs/heads/'.length), sha }))
      .filter(
        ({ name }) =>
          isProtected === null ||
          (protectionOf(world, repository, name) !== null) === (isProtected === 'true'),
      )
    return list(branches, ({ name, sha }) => ({
      name,
      commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
      protected: protectionOf(world, repository, name) !== null,
    }))
  },

  'repos/get-branch': async (call) => {
    const { world, path } = call
    const repository = readable(call)
    const name = path['branch'] ?? ''
    const sha = await branchHead(world.git(repository), name)
    const commit = sha === null ? null : await readCommit(world.git(repository), sha)
    if (!commit) throw notFound('Branch not found')
    const url = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}`
    return {
      body: {
        name,
        commit: commitView(world, repository, commit),
        _links: { self: url, html: `${repositoryPage(world, repository)}/tree/${name}` },
        protected: protectionOf(world, repository, name) !== null,
        protection: shortProtectionView(protectionOf(world, repository, name)),
        protection_url: `${url}/protection`,
      },
    }
  },

  'repos/get-branch-protection': async (call) => {
    const { world, actor, path } = call
    const repository = repositoryIn(call)
    mustAdmin(world, actor, repository)
    const name = path['branch'] ?? ''
    if ((await branchHead(world.git(repository), name)) === null) throw notFound('Branch not found')
    const protection = protectionOf(world, repository, name)
    if (!protection) throw notFound('Branch not protected')
    return { body: branchProtectionView(repositoryUrl(world, repository), protection) }
  },

  'repos/get-content': async (call) => {
    const { world, path, query, accept } = call
    const repository = readable(call)
    const git = world.git(repository)
    const ref = query.get('ref') ?? repository.defaultBranch
    const commit = await resolveCommit(git, ref)
    if (commit === null) throw notFound(`No commit found for the ref ${ref}`)
    const found = await readPath(git, commit, path['path'] ?? '')
    if (!found) throw notFound()
    const view = (entry: TreeEntry) => contentView(world, repository, ref, entry)
    if (!('content' in found)) return { body: found.map(view) }
    if (accept.includes('raw'))
      return { body: found.content, type: 'application/vnd.github.raw+json; charset=utf-8' }
    const content = found.content.toString('base64').replace(/.{60}/g, '$&\n')
    return { body: { ...view(found.file), content: `${content}\n`, encoding: 'base64' } }
  },
}

function readable(call: Call): Repository {
  const repository = repositoryIn(call)
  mustRead(call.world, call.actor, repository, 'contents')
  return repository
}
