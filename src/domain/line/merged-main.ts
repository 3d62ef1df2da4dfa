/**
 * What a head has and a base lacks, newest first, as far as it was read. `from`: the commit of the base; null where GitHub
 * knows one of the two no more. `more`: where older ones go on; null when these are all.
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

/** What decides whether a head would bring commits of the default branch into a line. */
export interface MergedMainFacts {
  /** What the head has and the line lacks. */
  readonly own: Comparison
  /** What the default branch has and the line lacks. */
  readonly main: Comparison
  /** What the head has and each version of the line lacks. */
  readonly patches: readonly Comparison[]
}

const has = ({ commits }: Comparison, commit: string): boolean => commits.some((one) => one.commit === commit)
const isWhole = ({ more }: Comparison): boolean => more === null
const allOf = ({ own, main, patches }: MergedMainFacts): readonly Comparison[] => [own, main, ...patches]

/** May a head bring commits of the default branch into a line? Not where the default branch lacks all that the line lacks. */
export const mayBringMain = (beyondLine: Comparison, beyondMain: Comparison): boolean =>
  !isWhole(beyondLine) || beyondLine.commits.some(({ commit }) => !has(beyondMain, commit))

/**
 * The commits of the default branch's own row of first parents that a head would bring and no version has, as far as they were
 * read, newest first.
 */
export function commitsFromMain({ own, main, patches }: MergedMainFacts): readonly string[] {
  const row = rowOf(main)
  const found = own.commits.filter(
    ({ commit }) => row.has(commit) && patches.every((one) => has(one, commit)),
  )
  return found.map(({ commit }) => commit)
}

function rowOf({ head, commits }: Comparison): ReadonlySet<string> {
  const row = new Set<string>()
  let next: string | null = head
  for (const { commit, parent } of commits) {
    if (commit !== next) continue
    row.add(commit)
    next = parent
  }
  return row
}

/** Is there more to read before it is known whether anything flows in? One commit that does is enough. */
export const isUndecided = (inflow: MergedMainFacts): boolean =>
  !isRead(inflow) && commitsFromMain(inflow).length === 0 && mayBring(inflow)

export const isRead = (inflow: MergedMainFacts): boolean => allOf(inflow).every(isWhole)

/** Has the head a commit that is not known to be of a version? */
const mayBring = ({ own, patches }: MergedMainFacts): boolean =>
  !isWhole(own) || own.commits.some(({ commit }) => patches.every((one) => !isWhole(one) || has(one, commit)))
