import { ask, type GitAnswer, type GitRepository } from './run.js'

/** How many answers are kept, and how many bytes one may have: jobs of one run ask for the same files again and again. */
const most = { answers: 4000, bytes: 64 * 1024 }
const answers = new Map<string, GitAnswer>()

const isId = (name: string): boolean => /^[0-9a-f]{40}$/.test(name)

/**
 * What git says of an object that is named by its id (`object`, part of `args`) never changes, so it is asked once. That there is
 * no such object is not kept: it may come.
 */
export async function askOnce(
  git: GitRepository,
  object: string,
  args: readonly string[],
): Promise<GitAnswer> {
  if (!isId(object)) return ask(git, args)
  const key = [git.directory, ...args].join('\0')
  const known = answers.get(key)
  if (known) return known
  const answer = await ask(git, args)
  if (answer.status === 0 && answer.out.length <= most.bytes) {
    answers.set(key, answer)
    const [oldest] = answers.keys()
    if (answers.size > most.answers && oldest !== undefined) answers.delete(oldest)
  }
  return answer
}
