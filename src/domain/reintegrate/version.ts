import { rsort } from 'semver'
import { RelError } from '../../errors.js'
import { missingOf, unreintegratedIn, type AuditedLine } from '../line/audit.js'
import { nextPatch, patchesOf, type Refs } from '../line/line.js'
import { versionName, type ServiceVersion } from '../model/service.js'

/** A version of a line to reintegrate. `commit`: the last commit included. */
export interface ReintegrationVersion {
  readonly line: AuditedLine
  readonly version: string
  readonly commit: string
}

/** The head of a line, as the version that it has or will get. */
function headOfLine(line: AuditedLine, refs: Refs): ReintegrationVersion {
  const { service, version, head } = line
  const tagged = patchesOf(service, refs, version).find(({ commit }) => commit === head)
  const next = nextPatch(service, [...refs.tags.keys()], version)
  return { line, version: tagged?.version ?? next, commit: head }
}

/** The highest version with a missing commit. */
function newestMissing(line: AuditedLine, refs: Refs): ReintegrationVersion {
  const missing = missingOf(line.commits)
  const [highest] = rsort(missing.flatMap(({ version }) => version ?? []))
  const isReleased = missing.every(({ version }) => version !== null)
  const released = versionsOfLine(line, refs).find(({ version }) => version === highest)
  return isReleased && released ? released : headOfLine(line, refs)
}

/** The head of a line, and each version released from it. */
const versionsOfLine = (line: AuditedLine, refs: Refs): readonly ReintegrationVersion[] => [
  headOfLine(line, refs),
  ...patchesOf(line.service, refs, line.version)
    .filter(({ version }) => line.commits.some((commit) => commit.version === version))
    .map(({ version, commit }) => ({ line, version, commit })),
]

/**
 * The version named by the user, or the head of the line named by its first version. Without a name: the only line with missing
 * commits that no open pull request lists, else the first with missing commits, else the first line; null without lines.
 */
export function reintegrationVersion(
  lines: readonly AuditedLine[],
  refs: Refs,
  named: ServiceVersion | null,
): ReintegrationVersion | null {
  if (named) return versionNamed(lines, refs, named)
  const incomplete = lines.filter(({ commits }) => missingOf(commits).length > 0)
  const unlisted = incomplete.filter((line) => unreintegratedIn([line]).some(({ pr }) => pr === null))
  const [first, ...rest] = (unlisted.length > 0 ? unlisted : incomplete).map((line) =>
    newestMissing(line, refs),
  )
  if (rest.length === 0 || unlisted.length === 0)
    return first ?? lines.map((line) => headOfLine(line, refs))[0] ?? null
  throw severalVersions([first!, ...rest], refs)
}

function severalVersions(candidates: readonly ReintegrationVersion[], refs: Refs): RelError {
  const names = candidates.map(({ line, version }) => versionName(line.service, version))
  const listed = candidates.map(({ line: { service }, version }, index) => {
    const isReleased = patchesOf(service, refs, version).some((patch) => patch.version === version)
    return isReleased ? names[index]! : `${names[index]} (not released yet)`
  })
  return new RelError('usage', `Several versions have to be reintegrated: ${listed.join(', ')}.`, {
    hint: `Name one, such as \`rel hotfix reintegrate ${names[0]}\`.`,
  })
}

function versionNamed(
  lines: readonly AuditedLine[],
  refs: Refs,
  { service, version }: ServiceVersion,
): ReintegrationVersion {
  const own = lines.filter((line) => line.service.name === service.name)
  const found =
    own.flatMap((line) => versionsOfLine(line, refs)).find((candidate) => candidate.version === version) ??
    own.filter((line) => line.version === version).map((line) => headOfLine(line, refs))[0]
  if (found) return found
  throw new RelError('not-found', `There is no hotfix ${versionName(service, version)}.`, {
    hint: 'Run `rel hotfix list` to see the hotfixes.',
  })
}

/** The open pull requests that reintegrate other lines. */
export const otherReintegrations = (
  lines: readonly AuditedLine[],
  { line }: ReintegrationVersion,
): readonly number[] => {
  const missing = unreintegratedIn(lines.filter((candidate) => candidate !== line))
  return [...new Set(missing.flatMap(({ pr }) => pr ?? []))]
}
