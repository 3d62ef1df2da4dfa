import { nodeId } from '../../node-id.js'
import { isExpired } from '../../rules/actions/artifacts.js'
import { runOf } from '../../rules/actions/runs.js'
import type { Artifact } from '../../state/artifact-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryUrl } from './repository.js'

/** artifact */
export function artifactView(world: World, repository: Repository, artifact: Artifact) {
  const url = `${repositoryUrl(world, repository)}/actions/artifacts/${artifact.id}`
  const run = runOf(world, repository, artifact.run)
  return {
    id: artifact.id,
    node_id: nodeId('Artifact', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired: isExpired(world, artifact),
    digest: `sha256:${artifact.digest}`,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    workflow_run: {
      id: run.id,
      repository_id: run.repository,
      head_repository_id: run.headRepository,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  }
}
