import type { LoggedCommit } from '../domain/release/commit.js'
import { runWithInput, run, type GitLocation } from './run.js'

/** Fields end with NUL, which occurs in no message and no name. */
const logFormat = '%H%x00%P%x00%an%x00%ae%x00%B'

/** The history in the clone. Returns null if the clone is incomplete; the caller then asks GitHub. */
export const history = (location: GitLocation) => ({
  /**
   * The commits of `head` that none of `excluded` (commits or tag objects) contains, newest first. `withFiles` adds the files
   * that each commit changed.
   */
  async log(
    head: string,
    excluded: readonly string[],
    withFiles: boolean,
  ): Promise<readonly LoggedCommit[] | null> {
    if (!(await hasAll(location, [head, ...excluded]))) return null
    const input = [head, ...excluded.map((oid) => `^${oid}`), ''].join('\n')
    const log = await runWithInput(location, input, 'log', '--stdin', '-z', `--format=${logFormat}`)
    if (log.code !== 0) return null
    const files = withFiles ? await filesOf(location, input) : null
    return parse(log.stdout, files)
  },

  /** Whether `head` contains `commit`; null if the clone does not have both. */
  async contains(head: string, commit: string): Promise<boolean | null> {
    const { code } = await run(location, 'merge-base', '--is-ancestor', commit, head)
    return code === 0 ? true : code === 1 ? false : null
  },
})

/** False for a shallow clone: it lacks the parents of some of its commits. */
async function hasAll(location: GitLocation, oids: readonly string[]): Promise<boolean> {
  const shallow = await run(location, 'rev-parse', '--is-shallow-repository')
  if (shallow.stdout.trim() !== 'false') return false
  const { code, stdout } = await runWithInput(location, `${oids.join('\n')}\n`, 'cat-file', '--batch-check')
  return code === 0 && !/ missing$/m.test(stdout)
}

async function filesOf(
  location: GitLocation,
  input: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const options = [
    '-c',
    'core.quotePath=false',
    'log',
    '--stdin',
    '--name-only',
    '--no-renames',
    '--format=%x00%H',
  ]
  const { stdout } = await runWithInput(location, input, ...options)
  return new Map(
    stdout
      .split('\0')
      .slice(1)
      .map((part) => {
        const [oid = '', ...files] = part.split('\n').filter(Boolean)
        return [oid, files]
      }),
  )
}

function parse(text: string, files: ReadonlyMap<string, readonly string[]> | null): readonly LoggedCommit[] {
  const fields = text.split('\0')
  const commits: LoggedCommit[] = []
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [oid = '', parents = '', name = '', address = '', message = ''] = fields.slice(at, at + 5)
    commits.push({
      oid,
      parents: parents.split(' ').filter(Boolean),
      message: message.trimEnd(),
      name,
      address,
      files: files && (files.get(oid) ?? []),
    })
  }
  return commits
}
