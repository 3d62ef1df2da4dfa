/** A file with conflicts that a person must resolve, and where its two sides come from. */
export interface Conflict {
  readonly path: string
  /** The pull requests that changed the file on either side, newest first. */
  readonly prs: readonly number[]
  /** The authors of these pull requests, and of commits without a pull request. */
  readonly authors: readonly string[]
}

/** The pull requests and authors of a conflict: `#7, @dev`. */
export const whoIsConcerned = ({ prs, authors }: Conflict): string =>
  [...prs.map((number) => `#${number}`), ...authors.map((author) => `@${author}`)].join(', ')

/** The files in one line, each with its pull requests and authors. */
export const filesOf = (conflicts: readonly Conflict[]): string =>
  conflicts
    .map((conflict) => {
      const concerned = whoIsConcerned(conflict)
      return concerned === '' ? conflict.path : `${conflict.path} (${concerned})`
    })
    .join(', ')

/** The pull request and the author of a commit, as far as GitHub knows. */
export interface Origin {
  readonly number: number | null
  readonly title: string | null
  readonly author: string | null
}

/** The conflicts with everybody who changed the file on either side since the merge base. */
export const conflictsOf = (
  touched: ReadonlyMap<string, readonly string[]>,
  origins: ReadonlyMap<string, Origin>,
): readonly Conflict[] =>
  [...touched].map(([path, commits]) => {
    const known = commits.flatMap((commit) => origins.get(commit) ?? [])
    return {
      path,
      prs: [...new Set(known.flatMap(({ number }) => number ?? []))],
      authors: [...new Set(known.flatMap(({ author }) => author ?? []))],
    }
  })
