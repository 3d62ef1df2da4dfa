import { mustRead } from '../permissions.js'
import {
  createRepository,
  updateRepository,
  type RepositoryOptions,
} from '../rules/repository/repositories.js'
import { flag, requestIn, text, type Body, type Operations } from './operation.js'
import { fullRepositoryView } from './views/repository.js'

export const repositories: Operations = {
  'repos/get': (call) => {
    const request = requestIn(call)
    mustRead(request)
    return { body: fullRepositoryView(request) }
  },

  'repos/create-in-org': async ({ world, actor, path, body }) => {
    const repository = await createRepository(world, actor, path['org'] ?? '', {
      ...optionsIn(body),
      name: text(body, 'name') ?? '',
      seeded: flag(body, 'auto_init') ?? false,
    })
    return { status: 201, body: fullRepositoryView({ world, actor, repository }) }
  },

  'repos/update': async (call) => {
    const request = requestIn(call)
    const repository = await updateRepository(request, optionsIn(call.body))
    return { body: fullRepositoryView({ ...request, repository }) }
  },
}

/** The options in the body, without missing fields. */
function optionsIn(body: Body): RepositoryOptions {
  const visibility = text(body, 'visibility')
  const all = {
    name: text(body, 'name'),
    description: text(body, 'description'),
    private: visibility === undefined ? flag(body, 'private') : visibility === 'private',
    archived: flag(body, 'archived'),
    defaultBranch: text(body, 'default_branch'),
    allowMergeCommit: flag(body, 'allow_merge_commit'),
    allowSquashMerge: flag(body, 'allow_squash_merge'),
    allowRebaseMerge: flag(body, 'allow_rebase_merge'),
    deleteBranchOnMerge: flag(body, 'delete_branch_on_merge'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
