import { existsSync } from 'node:fs'
import { people } from '../demo/people.js'
import { cloneOf, type Paths } from '../paths.js'
import type { World } from '../world.js'

/** The result of `rel sandbox status`. */
export interface Status {
  readonly running: boolean
  readonly pid: number | null
  readonly url: string | null
  readonly apiUrl: string | null
  /** The key of the control API and of signing in to the pages; null if the sandbox does not run. */
  readonly key: string | null
  readonly dir: string
  readonly strict: boolean
  readonly users: readonly { readonly login: string; readonly token: string; readonly role: string }[]
  readonly repositories: readonly {
    readonly name: string
    readonly url: string
    readonly clone: string | null
  }[]
}

export const stopped = ({ directory }: Paths): Status => ({
  running: false,
  pid: null,
  url: null,
  apiUrl: null,
  key: null,
  dir: directory,
  strict: false,
  users: [],
  repositories: [],
})

export const statusOf = (
  world: World,
  paths: Paths,
  { url, key, strict }: { readonly url: string; readonly key: string; readonly strict: boolean },
): Status => ({
  running: true,
  pid: process.pid,
  url,
  apiUrl: `${url}/api/v3`,
  key,
  dir: paths.directory,
  strict,
  users: people.map(({ login, role }) => ({
    login,
    token: world.store.by('tokens', 'login', login)[0]?.secret ?? '',
    role,
  })),
  repositories: world.store.all('repositories').map((repository) => {
    const clone = cloneOf(paths, repository)
    const name = `${repository.owner}/${repository.name}`
    return { name, url: `${url}/${name}`, clone: existsSync(clone) ? clone : null }
  }),
})
