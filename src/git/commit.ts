import { readObjects } from './object.js'
import { gitOutputBytes, type GitLocation } from './run.js'

/**
 * A commit object. `author` and `committer` are whole lines with time and zone; `message` has one character per byte, in the
 * encoding of the commit (UTF-8 if it names none).
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

/** Reads commits by their ids with one git process. */
export async function readCommits(
  location: GitLocation,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Commit>> {
  const objects = await readObjects(location, 'commit', ids)
  return new Map([...objects].map(([id, raw]) => [id, parse(id, raw)]))
}

/** git-scm.com/book, "Git Objects": headers, an empty line, the message. A continued header starts its next line with a space. */
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

/** Writes a commit to the object database without a ref. Returns its id, which is the same for the same content. */
export async function writeCommit(location: GitLocation, commit: Omit<Commit, 'id'>): Promise<string> {
  const { tree, parents, author, committer, encoding, message } = commit
  const headers = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${author}`,
    `committer ${committer}`,
    ...(encoding === null ? [] : [`encoding ${encoding}`]),
  ]
  const raw = `${headers.join('\n')}\n\n${message}`
  return (await gitOutputBytes(location, raw, 'hash-object', '-t', 'commit', '-w', '--stdin')).trim()
}

/** Decodes the message of a commit; an unknown encoding is read as UTF-8. */
export function messageText({ message, encoding }: Pick<Commit, 'message' | 'encoding'>): string {
  const bytes = Buffer.from(message, 'latin1')
  try {
    return new TextDecoder(encoding ?? 'utf-8').decode(bytes)
  } catch {
    return bytes.toString()
  }
}
