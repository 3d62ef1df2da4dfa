import { inc, lte, parse, rsort } from 'semver'
import { releaseBranchOf, versionIn, versionsIn, type Service } from './service.js'

/** Branches and tags of a repository, by their short names, with the commits that they stand for. */
export interface Refs {
  readonly branches: ReadonlyMap<string, string>
  readonly tags: ReadonlyMap<string, string>
}

export const commitOf = ({ branches }: Refs, branch: string): string | null => branches.get(branch) ?? null

/** A release branch and what was made on it: `version` names the branch, `start` is its tag's commit. */
export interface Line {
  readonly service: Service
  readonly version: string
  readonly branch: string
  readonly head: string
  readonly start: string | null
}

/** Is it another patch of the same M.m? */
const isSameMinor = (one: string, other: string): boolean => {
  const [first, second] = [parse(one), parse(other)]
  return first?.major === second?.major && first?.minor === second?.minor
}

const tagCommitOf = (service: Service, { tags }: Refs, version: string): string | null =>
  [...tags].find(([tag]) => versionIn(service, tag) === version)?.[1] ?? null

/** The version in the name of a release branch of the service; null for any other branch. */
export function versionOfBranch(service: Service, branch: string): string | null {
  const start = releaseBranchOf(service, '')
  const version = branch.startsWith(start) ? branch.slice(start.length) : ''
  return versionIn({ ...service, name: null }, version) === version ? version : null
}

/** Every line of the services, highest version first. */
export const linesOf = (services: readonly Service[], refs: Refs): readonly Line[] =>
  services.flatMap((service) => {
    const heads = new Map(
      [...refs.branches].flatMap(([branch, head]) => {
        const version = versionOfBranch(service, branch)
        return version === null ? [] : [[version, { branch, head }] as const]
      }),
    )
    return rsort([...heads.keys()]).map((version) => {
      const { branch, head } = heads.get(version)!
      return { service, version, branch, head, start: tagCommitOf(service, refs, version) }
    })
  })

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
export const candidatesOf = (service: Service, refs: Refs, version: string): readonly Line[] =>
  linesOf([service], refs).filter((line) => isSameMinor(line.version, version) && lte(line.version, version))

/**
 * The next version of a line: the highest patch of its M.m over all tags, and one more. A version is used once, on whatever
 * branch it was made.
 */
export function nextPatch(service: Service, tags: readonly string[], version: string): string {
  const [highest = version] = versionsIn(service, tags).filter((one) => isSameMinor(one, version))
  return inc(highest, 'patch')!
}
