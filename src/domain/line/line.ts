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

/** The commits of a repository's branches and tags, by their short names. */
export interface Refs {
  readonly branches: ReadonlyMap<string, string>
  readonly tags: ReadonlyMap<string, string>
}

export const commitOf = ({ branches }: Refs, branch: string): string | null => branches.get(branch) ?? null

/**
 * A release branch. `version`: the version in its name; `start`: the commit of that version's tag, null if it was deleted;
 * `tips`: its head and every patch of the same M.m, on any branch.
 */
export interface Line {
  readonly service: Service
  readonly version: string
  readonly branch: string
  readonly head: string
  readonly start: string | null
  readonly tips: readonly string[]
}

/** Whether two versions are patches of the same M.m. */
export const isSameMinor = (left: string, right: string): boolean => {
  const [first, second] = [parse(left), parse(right)]
  return first?.major === second?.major && first?.minor === second?.minor
}

/** The common prefix of the versions of an M.m: `1.4.` */
export const minorPrefix = (version: string): string => version.slice(0, version.lastIndexOf('.') + 1)

/** The commit of a version's tag; null where it has none. */
export const tagCommitOf = (service: Service, { tags }: Refs, version: string): string | null =>
  [...tags].find(([tag]) => versionIn(service, tag) === version)?.[1] ?? null

/** The version in the name of a release branch of the service; null for any other branch. */
export function versionOfBranch(service: Service, branch: string): string | null {
  const start = releaseBranchOf(service, '')
  const version = branch.startsWith(start) ? branch.slice(start.length) : ''
  return bareVersion(version) === version ? version : null
}

/** The service and version of a line, by the name of its branch; null for any other branch. */
export const lineNamed = (services: readonly Service[], branch: string): ServiceVersion | null =>
  services.flatMap((service) => {
    const version = versionOfBranch(service, branch)
    return version === null ? [] : [{ service, version }]
  })[0] ?? null

/** Every line of the services, highest version first. A deleted branch with patches still counts as a line. */
export const linesOf = (services: readonly Service[], refs: Refs): readonly Line[] =>
  services.flatMap((service) => {
    const versions = [...refs.branches.keys()].flatMap((branch) => versionOfBranch(service, branch) ?? [])
    return rsort([...new Set([...versions, ...startsOfPatches(service, refs, versions)])]).flatMap(
      (version) => {
        const branch = releaseBranchOf(service, version)
        const start = tagCommitOf(service, refs, version)
        const patches = patchesOf(service, refs, version).filter((patch) => gt(patch.version, version))
        const head = commitOf(refs, branch) ?? patches.at(-1)?.commit
        if (head === undefined) return []
        const tips = [...new Set([head, ...patches.map(({ commit }) => commit)])]
        return [{ service, version, branch, head, start, tips }]
      },
    )
  })

/** The first version of each M.m without a branch. */
const startsOfPatches = (service: Service, refs: Refs, versions: readonly string[]): readonly string[] =>
  versionsIn(service, [...refs.tags.keys()])
    .filter((tagged) => !versions.some((version) => isSameMinor(version, tagged)))
    .flatMap((tagged) => patchesOf(service, refs, tagged).slice(0, 1))
    .map(({ version }) => version)

/** Whether the line has commits after its start. */
export const hasCommits = ({ start, tips }: Line): boolean => tips.some((tip) => tip !== start)

/** A version with a tag, and the commit of the tag. */
export interface TaggedVersion {
  readonly version: string
  readonly commit: string
}

/** The versions of the same M.m, lowest first. */
export const patchesOf = (service: Service, refs: Refs, version: string): readonly TaggedVersion[] =>
  versionsIn(service, [...refs.tags.keys()])
    .filter((tagged) => isSameMinor(tagged, version))
    .map((tagged) => ({ version: tagged, commit: tagCommitOf(service, refs, tagged)! }))
    .toReversed()

/** The branches that may contain a version, nearest first: `release/M.m.k` with k up to its own patch. */
export const possibleLines = (service: Service, refs: Refs, version: string): readonly Line[] =>
  linesOf([service], refs).filter(
    (line) =>
      isSameMinor(line.version, version) &&
      lte(line.version, version) &&
      commitOf(refs, line.branch) !== null,
  )

/** The full names of the branches that a patch may come from: lines of the same M.m with a lower version. */
export function linesBelow(service: Service, version: string): readonly string[] {
  const { major, minor, patch } = parse(version)!
  return Array.from(
    { length: patch },
    (_, below) => `refs/heads/${releaseBranchOf(service, `${major}.${minor}.${below}`)}`,
  )
}

/** The next version of a line: one above the highest patch of its M.m over all tags. A version is used only once. */
export function nextPatch(service: Service, tags: readonly string[], version: string): string {
  const [highest = version] = versionsIn(service, tags).filter((tagged) => isSameMinor(tagged, version))
  return inc(highest, 'patch')!
}

/** Commits of the default branch on a line, which is not released with them. `before`: its newest commit without any. */
export interface MainCommits {
  readonly fromMain: readonly string[]
  readonly before: string | null
}

/** A line with the default branch merged into it, as "Update branch" on a pull request from the line does (L3). */
export interface LineWithMainCommits extends MainCommits {
  readonly branch: string
  readonly defaultBranch: string
}

/** Names at most three commits. */
const firstCommits = (commits: readonly string[]): string =>
  [...commits.slice(0, 3).map(shortCommit), ...(commits.length > 3 ? ['…'] : [])].join(', ')

const commitsOfMain = (fromMain: readonly string[], defaultBranch: string): string =>
  `${fromMain.length} commit${fromMain.length === 1 ? '' : 's'} from ${defaultBranch}`

const resetHint = (branch: string, before: string | null): string =>
  before === null
    ? `Reset ${branch} to the commit before them, then`
    : `Reset the line with \`git push --force origin ${before}:${branch}\`, then`

export const refuseLine = ({ branch, defaultBranch, fromMain, before }: LineWithMainCommits): Refusal => ({
  code: 'refused',
  message: `${branch} has ${commitsOfMain(fromMain, defaultBranch)} (${firstCommits(fromMain)}), which cannot be released as a hotfix.`,
  hint: `${resetHint(branch, before)} reintegrate it into ${defaultBranch} with \`rel hotfix reintegrate\`, never with "Update branch".`,
})

/**
 * A squashed or rebased pull request that put the changes of commits of the default branch into a line, without the commits
 * themselves (L3). `before`: the head of the line before it.
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
  message: `#${pullRequest} merged ${commitsOfMain(fromMain, defaultBranch)} (${firstCommits(fromMain)}) into ${branch} as ${shortCommit(commit)}, which cannot be released as a hotfix.`,
  hint: `${resetHint(branch, before)} cherry-pick only the fix: \`rel hotfix start NAME --pick ${pullRequest}\`.`,
})

/** A branch that would merge commits of the default branch into a line (L3). `more`: there are more than were counted. */
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
  const count = `${more ? 'at least ' : ''}${commitsOfMain(fromMain, defaultBranch)}`
  return {
    code: 'refused',
    message: `${head} has ${count} (${shortCommit(first)}), which cannot be merged into ${branch}.`,
    hint: `Start the branch at ${branch}, or cherry-pick the fix: \`rel hotfix start NAME --pick PR\`.`,
  }
}

/** A line with commits of the default branch. `mergedCommits`: those, and all that were merged together with them. */
export interface AffectedLine {
  readonly branch: string
  readonly mainCommits: MainCommits
  readonly mergedCommits: readonly string[]
}
