import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitHubError, notFound } from '../../errors.js'
import { addArtifact, artifactsOf, isExpired, mustNotBeExpired } from '../../rules/actions/artifacts.js'
import { repositoryById } from '../../rules/access/access.js'
import { retentionDaysOf } from '../../rules/actions/retention.js'
import type { Artifact } from '../../state/artifact-rows.js'
import type { RunnerRequest, RunnerRoute } from './runner-route.js'

/**
 * Routes for the artifacts of runs. Under /_sandbox:
 * - `POST runner/runs/ID/artifacts?name=&overwrite=&days=`, a zip (`application/zip`): `{artifact}`, or `{refusal}`
 * - `GET  runner/runs/ID/artifacts`: artifacts that have not expired, oldest first
 * - `GET  runner/artifacts/ID.zip`
 * - `POST runner/artifacts/removed {ids}`: 204; removes the archives of those that do not exist any more
 */
export const runnerArtifacts: readonly (readonly [route: string, answer: RunnerRoute])[] = [
  ['POST runner/runs/(\\d+)/artifacts', upload],
  [
    'GET runner/runs/(\\d+)/artifacts',
    ({ world, id }) => artifactsOf(world, { id }).filter((artifact) => !isExpired(world, artifact)),
  ],
  ['GET runner/artifacts/(\\d+)\\.zip', download],
  ['POST runner/artifacts/removed', removeArchives],
]

/** The file of an artifact; `artifacts`: the folder of the artifacts. */
export const artifactFile = (artifacts: string, id: number): string => join(artifacts, `${id}.zip`)

function upload(request: RunnerRequest): { readonly artifact: Artifact } | { readonly refusal: string } {
  const { world, id, query, bytes } = request
  const run = world.store.get('runs', id)
  if (!run) throw notFound()
  const name = query.get('name')
  const retentionDays = Number(query.get('days') ?? retentionDaysOf(repositoryById(world, run.repository)))
  if (!name || !(retentionDays > 0))
    throw new GitHubError(422, 'An artifact requires "name" and a positive "days"')
  const options = { name, retentionDays, overwrite: query.get('overwrite') === 'true', archive: bytes }
  const artifact = addArtifact(world, run, options, {
    saveArchive: (newId) => write(artifactFile(request.artifacts, newId), bytes),
    deleteArchive: (oldId) => rmSync(artifactFile(request.artifacts, oldId), { force: true }),
  })
  return artifact
    ? { artifact }
    : {
        refusal:
          'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run',
      }
}

/** Writes a file atomically. */
function write(path: string, bytes: Buffer): void {
  const temporary = `${path}.new`
  try {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(temporary, bytes)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw new GitHubError(507, `The sandbox cannot store the artifact: ${(error as Error).message}`)
  }
}

function download(request: RunnerRequest): Buffer {
  const { world, id } = request
  const artifact = world.store.get('artifacts', id)
  if (!artifact) throw notFound()
  mustNotBeExpired(world, artifact)
  return readFileSync(artifactFile(request.artifacts, id))
}

function removeArchives({ world, body, artifacts }: RunnerRequest): void {
  for (const id of (body['ids'] ?? []) as readonly number[])
    if (world.store.get('artifacts', id) === null) rmSync(artifactFile(artifacts, id), { force: true })
}
