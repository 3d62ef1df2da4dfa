/** A file that people must settle, and where its two sides come from. */
export interface Conflict {
  readonly path: string
  /** The pull requests that changed it on either side, newest first. */
  readonly prs: readonly number[]
  /** Their authors, or those of commits without one. */
  readonly authors: readonly string[]
}

/** Whom a conflict concerns, as people write it. */
export const whoIsConcerned = ({ prs, authors }: Conflict): string =>
  [...prs.map((number) => `#${number}`), ...authors.map((author) => `@${author}`)].join(', ')

/** The files in one line, each with whom it concerns. */
export const filesOf = (conflicts: readonly Conflict[]): string =>
  conflicts
    .map((conflict) => {
      const concerned = whoIsConcerned(conflict)
      return concerned === '' ? conflict.path : `${conflict.path} (${concerned})`
    })
    .join(', ')

/** The pull request behind a commit, and who made it, as far as GitHub knows. */
export interface Origin {
  readonly number: number | null
  readonly title: string | null
  readonly author: string | null
}

/** Whom a conflict concerns: everybody who changed the file on either side since they parted. */
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
