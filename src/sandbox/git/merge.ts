import { askOnce, run, type GitRepository } from './run.js'

export interface Signature {
  readonly name: string
  readonly email: string
  /** ISO 8601 */
  readonly date: string
}

/** The tree of the merge of two commits; null if they conflict. */
export async function mergeTree(git: GitRepository, ours: string, theirs: string): Promise<string | null> {
  const answer = await askOnce(git, ['merge-tree', '--write-tree', '--no-messages', ours, theirs])
  return answer.status === 0 ? (answer.out.toString().split('\n')[0] ?? null) : null
}

export interface NewCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Signature
  /** Undefined: GitHub itself, at the author's date. */
  readonly committer?: Signature | undefined
}

/** Writes a commit that no ref reaches yet, and returns its object id. */
export async function commitTree(
  git: GitRepository,
  { tree, parents, message, author, committer = byGitHub(author.date) }: NewCommit,
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

const byGitHub = (date: string): Signature => ({ name: 'GitHub', email: 'noreply@github.com', date })

const treeOf = (git: GitRepository, commit: string): Promise<string> =>
  run(git, ['rev-parse', `${commit}^{tree}`])

/**
 * The commits of base..head again on top of base, as "Rebase and merge" makes them; null if one conflicts.
 * merge-tree has no --merge-base before git 2.40, so each pick merges two commits made for it with the picked
 * commit's parent as their only ancestor.
 */
export async function rebase(
  git: GitRepository,
  base: string,
  head: string,
  committer: Signature,
): Promise<string | null> {
  const commits = await run(git, ['rev-list', '--reverse', '--no-merges', `${base}..${head}`])
  const copy = async (of: string, parents: readonly string[], message: string): Promise<string> =>
    commitTree(git, { tree: await treeOf(git, of), parents, message, author: committer })
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
