import { nodeId } from '../../node-id.js'
import type { Request } from '../../request.js'
import { annotationsIn } from '../../rules/actions/annotations.js'
import type { Check } from '../../rules/actions/checks.js'
import { deploymentOfGate } from '../../rules/deployments/gates.js'
import type { Annotation, CommitStatus } from '../../state/deployment-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { appView } from './app.js'
import { simpleDeploymentView } from './deployments.js'
import { repositoryPage, repositoryUrl, repositoryView } from './repository.js'
import { runPage } from './runs.js'
import { loginView } from './user.js'

/** simple-commit-status */
export const simpleStatusView = (world: World, repository: Repository, status: CommitStatus) => ({
  url: `${repositoryUrl(world, repository)}/statuses/${status.sha}`,
  avatar_url: loginView(world, status.creator).avatar_url,
  id: status.id,
  node_id: nodeId('StatusContext', status.id),
  state: status.state,
  description: status.description,
  target_url: status.targetUrl,
  context: status.context,
  created_at: status.createdAt,
  updated_at: status.createdAt,
})

/** status */
export const commitStatusView = (world: World, repository: Repository, status: CommitStatus) => ({
  ...simpleStatusView(world, repository, status),
  creator: loginView(world, status.creator),
})

/** The fields of combined-commit-status except its statuses. */
export const combinedView = (request: Request, sha: string) => {
  const { world, repository } = request
  const commit = `${repositoryUrl(world, repository)}/commits/${sha}`
  return {
    sha,
    repository: repositoryView(request),
    commit_url: commit,
    url: `${commit}/status`,
  }
}

/** check-run */
export function checkView(world: World, repository: Repository, check: Check) {
  const url = `${repositoryUrl(world, repository)}/check-runs/${check.id}`
  const page =
    check.run === null
      ? `${repositoryPage(world, repository)}/runs/${check.id}`
      : `${runPage(world, repository, { id: check.run })}/job/${check.id}`
  const count = annotationsIn(world, check).length
  const gate = check.run === null ? undefined : world.store.by('gates', 'job', check.id).at(-1)
  const deployment = gate ? deploymentOfGate(world, gate) : null
  return {
    id: check.id,
    name: check.name,
    node_id: nodeId('CheckRun', check.id),
    head_sha: check.sha,
    external_id: check.externalId,
    url,
    html_url: page,
    details_url: check.detailsUrl ?? page,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: { ...check.output, annotations_count: count, annotations_url: `${url}/annotations` },
    check_suite: { id: check.suite },
    app: appView(world, 'github-actions[bot]'),
    pull_requests: [],
    ...(deployment && { deployment: simpleDeploymentView(world, repository, deployment) }),
  }
}

/** check-annotation */
export const annotationView = (
  world: World,
  repository: Repository,
  sha: string,
  annotation: Annotation,
) => ({
  path: annotation.path,
  blob_href: `${repositoryPage(world, repository)}/blob/${sha}/${annotation.path}`,
  start_line: annotation.line,
  end_line: annotation.endLine,
  start_column: annotation.column,
  end_column: annotation.endColumn,
  annotation_level: annotation.level,
  title: annotation.title,
  message: annotation.message,
  raw_details: annotation.details,
})
