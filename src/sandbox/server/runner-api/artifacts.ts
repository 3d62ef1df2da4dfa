import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitHubError, notFound } from '../../errors.js'
import { addArtifact, artifactsOf, isExpired, mustNotBeExpired } from '../../rules/actions/artifacts.js'
import type { Artifact } from '../../state/artifact-rows.js'
import type { Asked, Route } from './runner-route.js'

/** Days (docs: "Configuring the retention period for GitHub Actions artifacts and logs"). */
const usualRetention = 90

/**
 * What jobs leave for one another and for people. Under /_sandbox:
 * - `POST runner/runs/ID/artifacts?name=&overwrite=&days=`, a zip (`application/zip`): `{artifact}`, or `{refusal}`
 * - `GET  runner/runs/ID/artifacts`: those that have not expired, oldest first
 * - `GET  artifacts/ID.zip`
 */
export const runnerArtifacts: readonly (readonly [route: string, answer: Route])[] = [
  ['POST runner/runs/(\\d+)/artifacts', upload],
  [
    'GET runner/runs/(\\d+)/artifacts',
    ({ world, id }) => artifactsOf(world, { id }).filter((each) => !isExpired(world, each)),
  ],
  ['GET artifacts/(\\d+)\\.zip', download],
]

const fileOf = ({ artifacts }: Pick<Asked, 'artifacts'>, id: number): string => join(artifacts, `${id}.zip`)

function upload(asked: Asked): { readonly artifact: Artifact } | { readonly refusal: string } {
  const { world, id, query, bytes } = asked
  const run = world.store.get('runs', id)
  if (!run) throw notFound()
  const name = query.get('name')
  const retentionDays = Number(query.get('days') ?? usualRetention)
  if (!name || !(retentionDays > 0))
    throw new GitHubError(422, 'An artifact has a name, and is kept for days.')
  const options = { name, retentionDays, overwrite: query.get('overwrite') === 'true', archive: bytes }
  const artifact = addArtifact(world, run, options, {
    saveArchive: (made) => write(fileOf(asked, made), bytes),
    deleteArchive: (old) => rmSync(fileOf(asked, old), { force: true }),
  })
  return artifact
    ? { artifact }
    : {
        refusal:
          'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run',
      }
}

/** Whole or not at all. */
function write(path: string, bytes: Buffer): void {
  const draft = `${path}.new`
  try {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(draft, bytes)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw new GitHubError(507, `The sandbox cannot keep the artifact: ${(error as Error).message}`)
  }
}

function download(asked: Asked): Buffer {
  const { world, id } = asked
  const artifact = world.store.get('artifacts', id)
  if (!artifact) throw notFound()
  mustNotBeExpired(world, artifact)
  return readFileSync(fileOf(asked, id))
}
