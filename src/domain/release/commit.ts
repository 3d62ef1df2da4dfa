/** A commit, as needed for release notes. `login`: null where only git knows the author. */
export interface Commit {
  readonly oid: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Author
  /** The paths that it changed; null where they were not queried. */
  readonly files: readonly string[] | null
}
export interface Author {
  readonly name: string
  readonly login: string | null
  readonly bot: boolean
}

/** A commit as git logs it. */
export interface LoggedCommit extends Omit<Commit, 'author'> {
  readonly name: string
  readonly address: string
}
export const toCommit = ({ name, address, ...commit }: LoggedCommit): Commit => ({
  ...commit,
  author: authorOf(name, address),
})

/** A merged pull request. `labels`: in lower case; `files`: as of a commit. */
export interface Merged {
  readonly number: number
  readonly title: string
  readonly url: string
  readonly author: Author
  readonly body: string
  readonly labels: readonly string[]
  readonly base: string
  readonly head: string
  readonly mergeCommit: string | null
  readonly files: readonly string[] | null
}

export const subjectOf = ({ message }: Commit): string => message.split('\n', 1)[0]!.trim()

/** The pull request named in the subject of a commit, as GitHub writes it on a squash or a merge; to be confirmed. */
export function pullRequestInSubject(commit: Commit): number | null {
  const [, merged, squashed] =
    /^Merge pull request #([1-9]\d{0,9}) from |\(#([1-9]\d{0,9})\)$/.exec(subjectOf(commit)) ?? []
  return Number(merged ?? squashed) || null
}

/** The login in an address of `users.noreply.github.com`; null for any other address. */
export const loginIn = (address: string): string | null =>
  /^(?:\d+\+)?([A-Za-z0-9-]+(?:\[bot\])?)@users\.noreply\.github\.com$/.exec(address)?.[1] ?? null

export const authorOf = (name: string, address: string): Author => {
  const login = loginIn(address)
  return { name, login, bot: login?.endsWith('[bot]') ?? false }
}

/** The authors in the co-author trailers of a commit. */
export const coAuthorsOf = ({ message }: Commit): readonly Author[] =>
  [...message.matchAll(/^co-authored-by:([^<\r\n\u2028\u2029]+)<([^<>\r\n\u2028\u2029]*)> *$/gim)].map(
    ([, name = '', address = '']) => authorOf(name.trim(), address),
  )

/** Whether the commit is the merge commit of the pull request on one of the branches. */
export const isMergeOf = ({ oid }: Commit, pull: Merged | null, branches: readonly string[]): boolean =>
  pull !== null && pull.mergeCommit === oid && branches.includes(pull.base)

/** Of the pull requests that GitHub associates with a commit, the one that merged it into one of the branches. */
export const pullRequestThatIntroduced = (
  commit: Commit,
  pulls: readonly Merged[],
  branches: readonly string[],
): Merged | null =>
  pulls.find((pull) => isMergeOf(commit, pull, branches)) ??
  pulls.find(({ base }) => branches.includes(base)) ??
  null
