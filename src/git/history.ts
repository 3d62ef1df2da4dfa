import type { Logged } from '../domain/release/commit.js'
import { runWithInput, run, type GitLocation } from './run.js'

/** NUL ends each of them: it is in no message and no name. */
const fields = '%H%x00%P%x00%an%x00%ae%x00%B'

/** History as the clone has it. `null` wherever it lacks something that matters: then GitHub is asked. */
export const history = (place: GitLocation) => ({
  /**
   * The commits that `head` has and none of `excluded` (commits or tag objects) has, newest first. `withFiles`: with what each
   * of them changed.
   */
  async log(
    head: string,
    excluded: readonly string[],
    withFiles: boolean,
  ): Promise<readonly Logged[] | null> {
    if (!(await hasAll(place, [head, ...excluded]))) return null
    const input = [head, ...excluded.map((oid) => `^${oid}`), ''].join('\n')
    const log = await runWithInput(place, input, 'log', '--stdin', '-z', `--format=${fields}`)
    if (log.code !== 0) return null
    const files = withFiles ? await filesOf(place, input) : null
    return parse(log.stdout, files)
  },

  /** Is `commit` part of the history of `head`? */
  async contains(head: string, commit: string): Promise<boolean | null> {
    const { code } = await run(place, 'merge-base', '--is-ancestor', commit, head)
    return code === 0 ? true : code === 1 ? false : null
  },
})

/** A shallow clone has commits whose parents it does not have. */
async function hasAll(place: GitLocation, oids: readonly string[]): Promise<boolean> {
  const shallow = await run(place, 'rev-parse', '--is-shallow-repository')
  if (shallow.stdout.trim() !== 'false') return false
  const { code, stdout } = await runWithInput(place, `${oids.join('\n')}\n`, 'cat-file', '--batch-check')
  return code === 0 && !/ missing$/m.test(stdout)
}

async function filesOf(place: GitLocation, input: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const words = [
    '-c',
    'core.quotePath=false',
    'log',
    '--stdin',
    '--name-only',
    '--no-renames',
    '--format=%x00%H',
  ]
  const { stdout } = await runWithInput(place, input, ...words)
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

function parse(text: string, files: ReadonlyMap<string, readonly string[]> | null): readonly Logged[] {
  const words = text.split('\0')
  const commits: Logged[] = []
  for (let at = 0; at + 4 < words.length; at += 5) {
    const [oid = '', parents = '', name = '', address = '', message = ''] = words.slice(at, at + 5)
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
