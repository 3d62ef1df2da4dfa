/**
 * The commits of a head that are not on a base, newest first, as far as they were read. `from`: the commit of the base; null
 * where GitHub no longer knows one of the two. `more`: the cursor of older commits; null when all were read.
 */
export interface Comparison {
  /** The full name of a branch or tag. */
  readonly base: string
  readonly head: string
  readonly from: string | null
  readonly commits: readonly { readonly commit: string; readonly parent: string | null }[]
  readonly more: { readonly before: string | null } | null
}

export const unreadComparison = (base: string, head: string): Comparison => ({
  base,
  head,
  from: null,
  commits: [],
  more: { before: null },
})

/** The facts that decide whether a head would merge commits of the default branch into a line. */
export interface MergedMainFacts {
  /** The head, compared with the line. */
  readonly own: Comparison
  /** The default branch, compared with the line. */
  readonly main: Comparison
  /** The head, compared with each version of the line. */
  readonly patches: readonly Comparison[]
}

const has = ({ commits }: Comparison, commit: string): boolean =>
  commits.some((known) => known.commit === commit)
const isComplete = ({ more }: Comparison): boolean => more === null
const allOf = ({ own, main, patches }: MergedMainFacts): readonly Comparison[] => [own, main, ...patches]

/** Whether a head may merge commits of the default branch into a line. It cannot if all its new commits are missing on the default branch. */
export const mayBringMain = (aheadOfLine: Comparison, aheadOfMain: Comparison): boolean =>
  !isComplete(aheadOfLine) || aheadOfLine.commits.some(({ commit }) => !has(aheadOfMain, commit))

/** The commits read so far, newest first, that a head would merge, that are first parents of the default branch and in no version. */
export function commitsFromMain({ own, main, patches }: MergedMainFacts): readonly string[] {
  const firstParents = firstParentsOf(main)
  const found = own.commits.filter(
    ({ commit }) => firstParents.has(commit) && patches.every((patch) => has(patch, commit)),
  )
  return found.map(({ commit }) => commit)
}

function firstParentsOf({ head, commits }: Comparison): ReadonlySet<string> {
  const found = new Set<string>()
  let next: string | null = head
  for (const { commit, parent } of commits) {
    if (commit !== next) continue
    found.add(commit)
    next = parent
  }
  return found
}

/** Whether more has to be read. One commit of the default branch is enough to decide. */
export const isUndecided = (facts: MergedMainFacts): boolean =>
  !isRead(facts) && commitsFromMain(facts).length === 0 && hasUnknown(facts)

export const isRead = (facts: MergedMainFacts): boolean => allOf(facts).every(isComplete)

/** Whether the head may have a commit that is in no version. */
const hasUnknown = ({ own, patches }: MergedMainFacts): boolean =>
  !isComplete(own) ||
  own.commits.some(({ commit }) => patches.every((patch) => !isComplete(patch) || has(patch, commit)))
