import { log, type Commit } from '../../git/history.js'
import { commitTree, mergeTree, rebase } from '../../git/merge.js'
import type { Request } from '../../request.js'
import { repositoryById, type PullRequest } from '../access/access.js'
import { signatureOf } from './signatures.js'

export type MergeMethod = 'merge' | 'squash' | 'rebase'
export interface MergeOptions {
  readonly method?: MergeMethod | undefined
  /** The expected head; the merge is refused if the head differs. */
  readonly sha?: string | undefined
  readonly title?: string | undefined
  readonly message?: string | undefined
}

/** Creates the commit that merges head into base with the method; null if they conflict. */
export async function mergedCommit(
  { world, actor, repository }: Request,
  issue: PullRequest,
  base: string,
  { method, ...options }: MergeOptions & { readonly method: MergeMethod },
): Promise<string | null> {
  const git = world.git(repository)
  const { head, headSha, headRepository } = issue.pull
  if (method === 'rebase')
    return rebase(git, base, headSha, { name: 'GitHub', email: 'noreply@github.com', date: world.now() })
  const tree = await mergeTree(git, base, headSha)
  if (tree === null) return null
  if (method === 'merge') {
    const owner = repositoryById(world, headRepository).owner
    const title = options.title ?? `Merge pull request #${issue.number} from ${owner}/${head}`
    const text = messageOf(title, options.message ?? issue.title)
    const author = signatureOf(world, actor.user.login)
    return commitTree(git, { tree, parents: [base, headSha], message: text, author })
  }
  const { title, message } = squashMessage(issue, await log(git, ['--reverse', `${base}..${headSha}`]))
  const text = messageOf(options.title ?? title, options.message ?? message)
  return commitTree(git, { tree, parents: [base], message: text, author: signatureOf(world, issue.author) })
}

const messageOf = (title: string, message: string): string => `${title}\n\n${message}`.trim() + '\n'

/** The message of a squash: of a single commit its own, of several the pull request's title and a list of commits. */
function squashMessage(issue: PullRequest, commits: readonly Commit[]) {
  const texts = commits.map(({ message }) => {
    const end = message.indexOf('\n')
    return end < 0
      ? { subject: message, body: '' }
      : { subject: message.slice(0, end), body: message.slice(end).trim() }
  })
  const credits = coAuthors(issue, commits).join('\n')
  const [first] = texts
  if (first && texts.length === 1)
    return {
      title: `${first.subject} (#${issue.number})`,
      message: [first.body, credits].filter(Boolean).join('\n\n'),
    }
  const list = texts.map(({ subject, body }) => [`* ${subject}`, body].filter(Boolean).join('\n\n'))
  const message = [...list, ...(credits ? ['---------', credits] : [])].join('\n\n')
  return { title: `${issue.title} (#${issue.number})`, message }
}

/** The trailers for authors of commits who are not the author of the pull request. */
function coAuthors(issue: PullRequest, commits: readonly Commit[]): readonly string[] {
  const authors = commits
    .map(({ author }) => author)
    .filter(({ email }) => loginIn(email) !== issue.author.toLowerCase())
  return [...new Set(authors.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`))]
}

/** The login in LOGIN@… or ID+LOGIN@users.noreply.… */
const loginIn = (email: string): string =>
  email
    .split('@', 1)[0]!
    .replace(/^\d+\+/, '')
    .toLowerCase()
