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

/** Those of every attempt, oldest first; what has expired is still listed. */
export const artifactsOf = (world: World, { id }: Pick<Run, 'id'>): readonly Artifact[] =>
  world.store.by('artifacts', 'run', id)

export const isExpired = (world: World, { expiresAt }: Artifact): boolean => world.now() >= expiresAt

/** What has expired can be seen, and no longer be had. */
export function mustBeKept(world: World, artifact: Artifact): void {
  if (isExpired(world, artifact)) throw new GitHubError(410, 'Artifact has expired')
}

export interface NewArtifact {
  readonly name: string
  /** Takes the place of one of that name. */
  readonly overwrites: boolean
  readonly retentionDays: number
  readonly archive: Buffer
}

/**
 * An artifact of the run's attempt; null: the attempt has one of that name already. `keep` writes its archive before there is a
 * row of it, `forget` removes the one that it takes the place of.
 */
export function addArtifact(
  world: World,
  run: Run,
  { name, overwrites, retentionDays, archive }: NewArtifact,
  { keep, forget }: { readonly keep: (id: number) => void; readonly forget: (id: number) => void },
): Artifact | null {
  const twin = artifactsOf(world, run).find((each) => each.attempt === run.attempt && each.name === name)
  if (twin && !overwrites) return null
  const id = world.store.nextId()
  keep(id)
  const createdAt = world.now()
  const artifact = world.store.transaction((tx) => {
    if (twin) tx.remove('artifacts', twin)
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
  if (twin) forget(twin.id)
  return artifact
}
