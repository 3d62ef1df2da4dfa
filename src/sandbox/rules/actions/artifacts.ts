import { createHash } from 'node:crypto'
import { GitHubError, notFound } from '../../errors.js'
import type { Run } from '../../state/actions-rows.js'
import type { Artifact } from '../../state/artifact-rows.js'
import type { Repository } from '../../state/rows.js'
import { wholeSeconds, type World } from '../../world.js'

export function artifactOf(world: World, { id: repository }: Repository, id: number): Artifact {
  const artifact = world.store.get('artifacts', id)
  if (artifact?.repository !== repository) throw notFound()
  return artifact
}

/** The artifacts of all attempts, oldest first; expired ones are still listed. */
export const artifactsOf = (world: World, { id }: Pick<Run, 'id'>): readonly Artifact[] =>
  world.store.by('artifacts', 'run', id)

export const isExpired = (world: World, { expiresAt }: Artifact): boolean => world.now() >= expiresAt

/** An expired artifact is still listed, but cannot be downloaded. */
export function mustNotBeExpired(world: World, artifact: Artifact): void {
  if (isExpired(world, artifact)) throw new GitHubError(410, 'Artifact has expired')
}

export interface NewArtifact {
  readonly name: string
  /** Replaces an artifact of the same name. */
  readonly overwrite: boolean
  readonly retentionDays: number
  readonly archive: Buffer
}

/**
 * Adds an artifact to the run's attempt; null if the attempt already has one of that name. `saveArchive` is called before the
 * row is written, `deleteArchive` with the id of a replaced artifact.
 */
export function addArtifact(
  world: World,
  run: Run,
  { name, overwrite, retentionDays, archive }: NewArtifact,
  {
    saveArchive,
    deleteArchive,
  }: { readonly saveArchive: (id: number) => void; readonly deleteArchive: (id: number) => void },
): Artifact | null {
  const existing = artifactsOf(world, run).find(
    (artifact) => artifact.attempt === run.attempt && artifact.name === name,
  )
  if (existing && !overwrite) return null
  const id = world.store.nextId()
  saveArchive(id)
  const createdAt = world.now()
  const artifact = world.store.transaction((tx) => {
    if (existing) tx.remove('artifacts', existing)
    return tx.put('artifacts', {
      id,
      repository: run.repository,
      run: run.id,
      attempt: run.attempt,
      name,
      size: archive.length,
      digest: createHash('sha256').update(archive).digest('hex'),
      createdAt,
      expiresAt: wholeSeconds(Date.parse(createdAt) + retentionDays * 86_400_000),
    })
  })
  if (existing) deleteArchive(existing.id)
  return artifact
}
