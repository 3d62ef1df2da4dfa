import { shortCommit } from '../../lib/commit.js'
import { gt, inc, lte, parse, rsort } from 'semver'
import type { Refusal } from '../plan/refusal.js'
import {
  bareVersion,
  releaseBranchOf,
  versionIn,
  versionsIn,
  type Service,
  type ServiceVersion,
} from '../model/service.js'

/** Branches and tags of a repository, by their short names, with the commits that they stand for. */
export interface Refs {
  readonly branches: ReadonlyMap<string, string>
  readonly tags: ReadonlyMap<string, string>
}

export const commitOf = ({ branches }: Refs, branch: string): string | null => branches.get(branch) ?? null

/**
 * A release branch: `version` names it, `start` is its tag's commit, null where that is gone. `tips`: everything that was made
 * for its M.m, its head and every patch, on whatever branch that was.
 */
export interface Line {
  readonly service: Service
  readonly version: string
  readonly branch: string
  readonly head: string
  readonly start: string | null
  readonly tips: readonly string[]
}

/** Is it another patch of the same M.m? */
export const isSameMinor = (one: string, other: string): boolean => {
  const [first, second] = [parse(one), parse(other)]
  return first?.major === second?.major && first?.minor === second?.minor
}

/** What the versions of an M.m have in common: `1.4.` */
export const minorPrefix = (version: string): string => version.replace(/\d+$/, '')

/** The commit of the tag of a version; null where it has none. */
export const tagCommitOf = (service: Service, { tags }: Refs, version: string): string | null =>
  [...tags].find(([tag]) => versionIn(service, tag) === version)?.[1] ?? null

/** The version in the name of a release branch of the service; null for any other branch. */
export function versionOfBranch(service: Service, branch: string): string | null {
  const start = releaseBranchOf(service, '')
  const version = branch.startsWith(start) ? branch.slice(start.length) : ''
  return bareVersion(version) === version ? version : null
}

/** The service and version that a branch is the line of, by its name; null for any other branch. */
export const lineNamed = (services: readonly Service[], branch: string): ServiceVersion | null =>
  services.flatMap((service) => {
    const version = versionOfBranch(service, branch)
    return version === null ? [] : [{ service, version }]
  })[0] ?? null

/** Every line of the services, highest version first. Patches whose branch is gone still have one. */
export const linesOf = (services: readonly Service[], refs: Refs): readonly Line[] =>
  services.flatMap((service) => {
    const versions = [...refs.branches.keys()].flatMap((branch) => versionOfBranch(service, branch) ?? [])
    return rsort([...new Set([...versions, ...startsOfPatches(service, refs, versions)])]).flatMap(
      (version) => {
        const branch = releaseBranchOf(service, version)
        const start = tagCommitOf(service, refs, version)
        const patches = patchesOf(service, refs, version).filter((one) => gt(one.version, version))
        const head = commitOf(refs, branch) ?? patches.at(-1)?.commit
        if (head === undefined) return []
        const tips = [...new Set([head, ...patches.map(({ commit }) => commit)])]
        return [{ service, version, branch, head, start, tips }]
      },
    )
  })

/** The first version of each M.m that has no branch any more. */
const startsOfPatches = (service: Service, refs: Refs, versions: readonly string[]): readonly string[] =>
  versionsIn(service, [...refs.tags.keys()])
    .filter((one) => !versions.some((version) => isSameMinor(version, one)))
    .flatMap((one) => patchesOf(service, refs, one).slice(0, 1))
    .map(({ version }) => version)

/** Was anything made on the line since it began? */
export const hasCommits = ({ start, tips }: Line): boolean => tips.some((tip) => tip !== start)

/** A version of the service that has a tag, and the commit of that. */
export interface Tagged {
  readonly version: string
  readonly commit: string
}

/** The versions that stand for a patch of the same M.m, lowest first. */
export const patchesOf = (service: Service, refs: Refs, version: string): readonly Tagged[] =>
  versionsIn(service, [...refs.tags.keys()])
    .filter((one) => isSameMinor(one, version))
    .map((one) => ({ version: one, commit: tagCommitOf(service, refs, one)! }))
    .toReversed()

/** The branches that a version may live on, nearest first: `release/M.m.k` with k up to its own patch. */
export const possibleLines = (service: Service, refs: Refs, version: string): readonly Line[] =>
  linesOf([service], refs).filter(
    (line) =>
      isSameMinor(line.version, version) &&
      lte(line.version, version) &&
      commitOf(refs, line.branch) !== null,
  )

/** The branches on which a patch may have been made, by their full names: lines of the same M.m that began below it. */
export function linesBelow(service: Service, version: string): readonly string[] {
  const { major, minor, patch } = parse(version)!
  return Array.from(
    { length: patch },
    (_, below) => `refs/heads/${releaseBranchOf(service, `${major}.${minor}.${below}`)}`,
  )
}

/**
 * The next version of a line: the highest patch of its M.m over all tags, and one more. A version is used once, on whatever
 * branch it was made.
 */
export function nextPatch(service: Service, tags: readonly string[], version: string): string {
  const [highest = version] = versionsIn(service, tags).filter((one) => isSameMinor(one, version))
  return inc(highest, 'patch')!
}

/** Commits of the default branch that a line has, and its newest commit without any; nothing of such a line is released. */
export interface MainCommits {
  readonly fromMain: readonly string[]
  readonly before: string | null
}

/** A line that somebody merged the default branch into, as "Update branch" on a pull request from it does (L3). */
export interface LineWithMainCommits extends MainCommits {
  readonly branch: string
  readonly defaultBranch: string
}

/** As many as people want to read. */
const some = (commits: readonly string[]): string =>
  [...commits.slice(0, 3).map(shortCommit), ...(commits.length > 3 ? ['…'] : [])].join(', ')

const counted = (fromMain: readonly string[], defaultBranch: string): string =>
  `${fromMain.length} commit${fromMain.length === 1 ? '' : 's'} of ${defaultBranch}`

const putBack = (branch: string, before: string | null): string =>
  `Put the line back to where it was${before === null ? '' : `, \`git push --force origin ${before}:${branch}\``}, and`

export const refuseLine = ({ branch, defaultBranch, fromMain, before }: LineWithMainCommits): Refusal => ({
  code: 'refused',
  message: `${branch} has ${counted(fromMain, defaultBranch)} (${some(fromMain)}): they are no hotfix, and are not released as one.`,
  hint: `${putBack(branch, before)} bring it back to ${defaultBranch} with \`rel hotfix reintegrate\`, never with "Update branch".`,
})

/**
 * A pull request that brought commits of the default branch into a line as a commit of its own, squashed or rebased: none of
 * them is in the line, but all that they did is (L3). `before`: where the line was.
 */
export interface SquashedMain {
  readonly pullRequest: number
  readonly commit: string
  readonly fromMain: readonly string[]
  readonly before: string | null
}

export const refuseSquashedMain = (
  { branch, defaultBranch }: Pick<LineWithMainCommits, 'branch' | 'defaultBranch'>,
  { pullRequest, commit, fromMain, before }: SquashedMain,
): Refusal => ({
  code: 'refused',
  message: `#${pullRequest} brought ${counted(fromMain, defaultBranch)} (${some(fromMain)}) into ${branch} as ${shortCommit(commit)}: they are no hotfix, and are not released as one.`,
  hint: `${putBack(branch, before)} pick the fix alone: \`rel hotfix start NAME --pick ${pullRequest}\`.`,
})

/** A branch that would bring commits of the default branch into a line (L3). `more`: there are others that were not counted. */
export interface BranchWithMainCommits {
  readonly head: string
  readonly branch: string
  readonly defaultBranch: string
  readonly fromMain: readonly string[]
  readonly more?: boolean
}

export function refuseBranch({
  head,
  branch,
  defaultBranch,
  fromMain,
  more,
}: BranchWithMainCommits): Refusal | null {
  const [first] = fromMain
  if (first === undefined) return null
  const count = `${more ? 'at least ' : ''}${counted(fromMain, defaultBranch)}`
  return {
    code: 'refused',
    message: `${head} carries ${count} (${shortCommit(first)}), which would flow into ${branch}.`,
    hint: `Begin the branch at ${branch}, or name what to pick: \`rel hotfix start NAME --pick PR\`.`,
  }
}

/** A line that has commits of the default branch; `flowed`: those, and all that came into it with them. */
export interface AffectedLine {
  readonly branch: string
  readonly mixed: MainCommits
  readonly flowed: readonly string[]
}
