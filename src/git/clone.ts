import { RelError } from '../errors.js'
import { run, type GitLocation } from './run.js'

export interface Remote {
  readonly name: string
  readonly url: string
}

/** The remotes of a clone, and its configuration under `rel.` and `branch.` with keys as git prints them. */
export interface CloneConfig {
  readonly remotes: readonly Remote[]
  readonly settings: ReadonlyMap<string, string>
}

/** Reads the configuration of the clone that a folder is in; null outside a clone. Throws if git cannot read it. */
export async function readCloneConfig(location: GitLocation): Promise<CloneConfig | null> {
  const [remotes, settings] = await Promise.all([
    run(location, 'remote', '--verbose'), // applies url.<base>.insteadOf
    run(location, 'config', '--null', '--get-regexp', '^(rel|branch)\\.'),
  ])
  if (remotes.code !== 0 && /not a git repository \(or any/.test(remotes.stderr)) return null
  if (remotes.code !== 0) throw unreadable(remotes.stderr)
  if (settings.code > 1) throw unreadable(settings.stderr) // 1: there is no such key
  return { remotes: parseRemotes(remotes.stdout), settings: parseSettings(settings.stdout) }
}

/** Like `readCloneConfig`, but a machine without git has no clones: for commands whose repository is named. */
export async function readCloneConfigIfAny(location: GitLocation): Promise<CloneConfig | null> {
  return readCloneConfig(location).catch((error: unknown) => {
    if (isMissingProgram(error)) return null
    throw error
  })
}

const isMissingProgram = (error: unknown): boolean =>
  ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'

function unreadable(stderr: string): RelError {
  const reason = /^fatal: (.+)$/m.exec(stderr)?.[1] ?? stderr.trim()
  const [, bare] = /cannot use bare repository '(.+?)'/.exec(reason) ?? []
  if (bare !== undefined)
    return new RelError('usage', `${bare} is a bare repository, which rel reads only if GIT_DIR names it.`, {
      hint: `Run it in a work tree, or set GIT_DIR=${bare} if you trust this repository.`,
    })
  const [, owned] = /dubious ownership in repository at '(.+?)'/.exec(reason) ?? []
  return new RelError('failed', `git cannot read this clone: ${reason}`, {
    hint: owned
      ? `If you trust it, run \`git config --global --add safe.directory ${owned}\`.`
      : 'Run `git status` in this folder, and fix what it reports.',
  })
}

const parseRemotes = (text: string): readonly Remote[] =>
  text.split('\n').flatMap((line) => {
    const [, name, url] = /^(\S+)\t(.+) \(fetch\)/.exec(line) ?? []
    return name && url ? [{ name, url }] : []
  })

const parseSettings = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\0').flatMap((entry) => {
      const end = entry.indexOf('\n')
      return end > 0 ? [[entry.slice(0, end), entry.slice(end + 1)] as const] : []
    }),
  )
