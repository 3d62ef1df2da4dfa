import { rsort } from 'semver'
import { RelError } from '../../errors.js'
import { missingOf, unreintegratedIn, type AuditedLine } from '../line/audit.js'
import { nextPatch, patchesOf, type Refs } from '../line/line.js'
import { versionName, type ServiceVersion } from '../model/service.js'

/** How far a line comes back, and the version by whose name it does. */
export interface ReintegrationVersion {
  readonly line: AuditedLine
  readonly version: string
  readonly commit: string
}

/** The newest end of a line: its head, by the version that it has or that it will get. */
function newestEnd(line: AuditedLine, refs: Refs): ReintegrationVersion {
  const { service, version, head } = line
  const tagged = patchesOf(service, refs, version).find(({ commit }) => commit === head)
  const next = nextPatch(service, [...refs.tags.keys()], version)
  return { line, version: tagged?.version ?? next, commit: head }
}

/** The newest end that has something that is missing. */
function lackingEnd(line: AuditedLine, refs: Refs): ReintegrationVersion {
  const missing = missingOf(line.commits)
  const [highest] = rsort(missing.flatMap(({ version }) => version ?? []))
  const isReleased = missing.every(({ version }) => version !== null)
  const end = endsOf(line, refs).find(({ version }) => version === highest)
  return isReleased && end ? end : newestEnd(line, refs)
}

/** Every end of a line: each version that was made on it, and its head. */
const endsOf = (line: AuditedLine, refs: Refs): readonly ReintegrationVersion[] => [
  newestEnd(line, refs),
  ...patchesOf(line.service, refs, line.version)
    .filter(({ version }) => line.commits.some((one) => one.version === version))
    .map(({ version, commit }) => ({ line, version, commit })),
]

/**
 * The end that somebody named by its version or its line's; else the only one that the default branch lacks something of and no open
 * pull request brings, or the first that one brings; null for none.
 */
export function reintegrationVersion(
  lines: readonly AuditedLine[],
  refs: Refs,
  wish: ServiceVersion | null,
): ReintegrationVersion | null {
  if (wish) return endNamed(lines, refs, wish)
  const lacking = lines.filter(({ commits }) => missingOf(commits).length > 0)
  const unasked = lacking.filter((line) => unreintegratedIn([line]).some(({ pr }) => pr === null))
  const [first, ...others] = (unasked.length > 0 ? unasked : lacking).map((line) => lackingEnd(line, refs))
  if (others.length === 0 || unasked.length === 0)
    return first ?? lines.map((line) => newestEnd(line, refs))[0] ?? null
  throw severalOf([first!, ...others], refs)
}

function severalOf(ends: readonly ReintegrationVersion[], refs: Refs): RelError {
  const names = ends.map(({ line, version }) => versionName(line.service, version))
  const told = ends.map(({ line: { service }, version }, index) => {
    const isReleased = patchesOf(service, refs, version).some((one) => one.version === version)
    return isReleased ? names[index]! : `${names[index]} (not released yet)`
  })
  return new RelError('usage', `Several versions are to be reintegrated: ${told.join(', ')}.`, {
    hint: `Name one, as in \`rel hotfix reintegrate ${names[0]}\`.`,
  })
}

function endNamed(
  lines: readonly AuditedLine[],
  refs: Refs,
  { service, version }: ServiceVersion,
): ReintegrationVersion {
  const own = lines.filter((line) => line.service.name === service.name)
  const found =
    own.flatMap((line) => endsOf(line, refs)).find((end) => end.version === version) ??
    own.filter((line) => line.version === version).map((line) => newestEnd(line, refs))[0]
  if (found) return found
  throw new RelError('not-found', `No hotfix was made as ${versionName(service, version)}.`, {
    hint: 'See `rel hotfix list`.',
  })
}

/** The open pull requests that bring what the default branch lacks of other lines. */
export const otherReintegrations = (
  lines: readonly AuditedLine[],
  { line }: ReintegrationVersion,
): readonly number[] => {
  const others = unreintegratedIn(lines.filter((other) => other !== line))
  return [...new Set(others.flatMap(({ pr }) => pr ?? []))]
}
