import { runCached, run, type GitRepository } from './run.js'

export interface Signature {
  readonly name: string
  readonly email: string
  /** In ISO 8601. */
  readonly date: string
}

/** The tree of the merge of two commits; null if they conflict. */
export async function mergeTree(git: GitRepository, ours: string, theirs: string): Promise<string | null> {
  const result = await runCached(git, ['merge-tree', '--write-tree', '--no-messages', ours, theirs])
  return result.status === 0 ? (result.out.toString().split('\n')[0] ?? null) : null
}

export interface NewCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Signature
  /** Undefined: GitHub, with the author's date. */
  readonly committer?: Signature | undefined
}

/** Writes a commit without a ref, and returns its object id. */
export async function commitTree(
  git: GitRepository,
  { tree, parents, message, author, committer = gitHubSignature(author.date) }: NewCommit,
): Promise<string> {
  return run(git, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], {
    input: message.replaceAll('\0', ''), // git refuses messages with NUL
    environment: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
      GIT_COMMITTER_DATE: committer.date,
    },
  })
}

const gitHubSignature = (date: string): Signature => ({ name: 'GitHub', email: 'noreply@github.com', date })

const treeOf = (git: GitRepository, commit: string): Promise<string> =>
  run(git, ['rev-parse', `${commit}^{tree}`])

/**
 * Rebases the commits of base..head onto base as "Rebase and merge" does; null if one conflicts. git before 2.40 has no
 * `merge-tree --merge-base`, so each pick merges two temporary commits whose only ancestor is the picked commit's parent.
 */
export async function rebase(
  git: GitRepository,
  base: string,
  head: string,
  committer: Signature,
): Promise<string | null> {
  const commits = await run(git, ['rev-list', '--reverse', '--no-merges', `${base}..${head}`])
  const copy = async (source: string, parents: readonly string[], message: string): Promise<string> =>
    commitTree(git, { tree: await treeOf(git, source), parents, message, author: committer })
  let tip = base
  for (const commit of commits.split('\n').filter(Boolean)) {
    const ancestor = await copy(`${commit}^`, [], 'ancestor')
    const ours = await copy(tip, [ancestor], 'ours')
    const theirs = await copy(commit, [ancestor], 'theirs')
    const tree = await mergeTree(git, ours, theirs)
    if (tree === null) return null
    const [name = '', email = '', date = '', ...message] = (
      await run(git, ['show', '-s', '--format=%an%n%ae%n%aI%n%B', commit])
    ).split('\n')
    tip = await commitTree(git, {
      tree,
      parents: [tip],
      message: message.join('\n'),
      author: { name, email, date },
      committer,
    })
  }
  return tip
}
