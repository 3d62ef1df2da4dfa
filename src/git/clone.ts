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

/** Reads the configuration of the clone that a folder is in; null outside a clone. */
export async function readCloneConfig(location: GitLocation): Promise<CloneConfig | null> {
  const [remotes, settings] = await Promise.all([
    run(location, 'remote', '--verbose'), // applies url.<base>.insteadOf
    run(location, 'config', '--null', '--get-regexp', '^(rel|branch)\\.'),
  ])
  if (remotes.code !== 0) return null
  return { remotes: parseRemotes(remotes.stdout), settings: parseSettings(settings.stdout) }
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
