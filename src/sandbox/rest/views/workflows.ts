import { nodeId } from '../../node-id.js'
import type { Workflow } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'

/** workflow */
export const workflowView = (world: World, repository: Repository, workflow: Workflow) => ({
  id: workflow.id,
  node_id: nodeId('Workflow', workflow.id),
  name: workflow.name,
  path: workflow.path,
  state: 'active',
  created_at: workflow.createdAt,
  updated_at: workflow.updatedAt,
  url: `${repositoryUrl(world, repository)}/actions/workflows/${workflow.id}`,
  html_url: `${repositoryPage(world, repository)}/blob/${repository.defaultBranch}/${workflow.path}`,
  badge_url: `${repositoryPage(world, repository)}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
})
