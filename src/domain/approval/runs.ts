import { gt } from 'semver'
import { isCommit } from '../../lib/commit.js'
import { versionOfBranch } from '../line/line.js'
import { publishedAs, type Release } from '../model/release.js'
import type { RunFact } from '../model/run.js'
import { versionIn, type Service } from '../model/service.js'
import { deployFile, hotfixFile, readDeployTitle } from '../model/pack-names.js'

/** A run of the pack that carries a version. `branch`: the tag of a release's run. */
export interface VersionRun {
  readonly node: string
  readonly title: string
  readonly branch: string
  readonly commit: string
  /** Who started it, or ran it again. */
  readonly by: string
  readonly run: RunFact
}

/** The id of the newest of some runs; 0 where there are none. */
export const newestIn = (runs: readonly VersionRun[]): number => Math.max(0, ...runs.map(({ run }) => run.id))

/** Where a run goes, and with which version. */
export function aimOf(
  releases: readonly Release[],
  one: VersionRun,
  service: Service,
): { version: string | null; only: string | null } {
  const deployed = one.run.file === deployFile ? readDeployTitle(one.title) : null
  return {
    version: deployed?.version ?? carriedBy(releases, one, service),
    only: deployed?.environment ?? null,
  }
}

/** A release's run is of its tag, a hotfix's of its line: there the release at its commit tells, beyond the one that the line began at. */
export function carriedBy(
  releases: readonly Release[],
  { run, branch, commit }: VersionRun,
  service: Service,
): string | null {
  if (run.file !== hotfixFile) return versionIn(service, branch)
  const line = versionOfBranch(service, branch)
  const own = releases.filter(({ draft, target }) => !draft && target === commit)
  const versions = own.flatMap(({ tag }) => versionIn(service, tag) ?? [])
  return versions.find((version) => line !== null && gt(version, line)) ?? null
}

/** A dispatched run is of main, whatever it deploys: its release knows the commit. */
export function commitOf(
  releases: readonly Release[],
  { run, commit }: VersionRun,
  version: string | null,
  service: Service,
): string {
  if (run.file !== deployFile) return commit
  const release = publishedAs(releases, service, version)
  return release && isCommit(release.target) ? release.target : commit
}
