import { notFound } from '../errors.js'
import { artifactOf, artifactsOf, mustNotBeExpired } from '../rules/actions/artifacts.js'
import type { Artifact } from '../state/artifact-rows.js'
import type { Repository } from '../state/rows.js'
import { listWithCount, numberIn, type OperationResponse, type Call, type Operations } from './operation.js'
import { readable, runIn } from './runs.js'
import { artifactView } from './views/artifacts.js'

export const artifacts: Operations = {
  'actions/list-artifacts-for-repo': (call) => {
    const { repository } = readable(call)
    return artifactList(
      call,
      repository,
      call.world.store.by('artifacts', 'repository', repository.id).toReversed(),
    )
  },

  'actions/list-workflow-run-artifacts': (call) => {
    const { repository, run } = runIn(call)
    const all = artifactsOf(call.world, run)
    return artifactList(call, repository, call.query.get('direction') === 'asc' ? all : all.toReversed())
  },

  'actions/get-artifact': (call) => {
    const { repository, artifact } = artifactIn(call)
    return { body: artifactView(call.world, repository, artifact) }
  },

  'actions/download-artifact': (call) => {
    const { artifact } = artifactIn(call)
    if (call.path['archive_format'] !== 'zip') throw notFound()
    mustNotBeExpired(call.world, artifact)
    return { status: 302, location: call.world.urls.html + call.world.downloads.artifact(artifact.id) }
  },
}

function artifactList(
  { world, query }: Call,
  repository: Repository,
  all: readonly Artifact[],
): OperationResponse {
  const name = query.get('name')
  const matching = name === null ? all : all.filter((artifact) => artifact.name === name)
  return listWithCount('artifacts', matching, (artifact) => artifactView(world, repository, artifact))
}

function artifactIn(call: Call): { readonly repository: Repository; readonly artifact: Artifact } {
  const { repository } = readable(call)
  return { repository, artifact: artifactOf(call.world, repository, numberIn(call, 'artifact_id')) }
}
