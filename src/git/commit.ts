import { readObjects } from './object.js'
import { gitOutputBytes, type GitLocation } from './run.js'

/**
 * A commit as git keeps it. `author` and `committer`: the whole line, with time and zone; `message`: one character for each
 * byte, in the encoding that the commit names (UTF-8 where it names none).
 */
export interface Commit {
  readonly id: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: string
  readonly committer: string
  readonly encoding: string | null
  readonly message: string
}

/** Commits by their ids, in one spawn whatever their number. */
export async function readCommits(
  place: GitLocation,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Commit>> {
  const objects = await readObjects(place, 'commit', ids)
  return new Map([...objects].map(([id, raw]) => [id, parse(id, raw)]))
}

/** git-scm.com/book, "Git Objects": headers, an empty line, the message; a header that goes on begins its next line with a space. */
function parse(id: string, raw: string): Commit {
  const end = raw.indexOf('\n\n')
  const lines = raw.slice(0, end).split('\n')
  const values = (key: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1))
  return {
    id,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: values('author')[0] ?? '',
    committer: values('committer')[0] ?? '',
    encoding: values('encoding')[0] ?? null,
    message: raw.slice(end + 2),
  }
}

/** Adds a commit to the object database, where nothing refers to it, and returns its id: the same for the same words. */
export async function writeCommit(place: GitLocation, commit: Omit<Commit, 'id'>): Promise<string> {
  const { tree, parents, author, committer, encoding, message } = commit
  const headers = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${author}`,
    `committer ${committer}`,
    ...(encoding === null ? [] : [`encoding ${encoding}`]),
  ]
  const raw = `${headers.join('\n')}\n\n${message}`
  return (await gitOutputBytes(place, raw, 'hash-object', '-t', 'commit', '-w', '--stdin')).trim()
}

/** The message as text. An encoding that is not known here is shown as it comes. */
export function messageText({ message, encoding }: Pick<Commit, 'message' | 'encoding'>): string {
  const bytes = Buffer.from(message, 'latin1')
  try {
    return new TextDecoder(encoding ?? 'utf-8').decode(bytes)
  } catch {
    return bytes.toString()
  }
}
