import { nodeId } from '../../node-id.js'
import { userOf } from '../../rules/access/access.js'
import type { World } from '../../world.js'
import { loginView } from './user.js'

/** integration: the App through which a user or the bot of Actions wrote a row; null if the user wrote it. */
export const writerAppView = (
  world: World,
  { creator, viaActions = false }: { readonly creator: string; readonly viaActions?: boolean | undefined },
) => appView(world, viaActions ? 'github-actions[bot]' : creator)

/** integration: GitHub Actions, the only App of the sandbox; null for users. */
export function appView(world: World, login: string) {
  const user = userOf(world, login)
  if (user.type !== 'Bot') return null
  return {
    id: 15368, // GitHub's id of Actions, which clients compare with
    slug: 'github-actions',
    node_id: nodeId('App', 15368),
    owner: loginView(world, login),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${world.urls.html}/apps/github-actions`,
    created_at: user.createdAt,
    updated_at: user.createdAt,
    permissions: {
      actions: 'write',
      checks: 'write',
      contents: 'write',
      deployments: 'write',
      metadata: 'read',
    },
    events: ['check_run', 'check_suite', 'create', 'delete', 'push', 'pull_request', 'workflow_dispatch'],
  }
}
