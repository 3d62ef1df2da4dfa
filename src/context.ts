import { readFile } from 'node:fs/promises'
import { apiUrl, findToken } from './credentials.js'
import { RelError } from './errors.js'
import { cloneOfWorktree } from './git/conflict-worktree.js'
import { readCloneConfig, type CloneConfig, type Remote } from './git/clone.js'
import { createGit, type Git } from './git/git.js'
import { envWithToken } from './git/sign-in.js'
import { createGitHub, type GitHub } from './github/github.js'
import { proxyFor } from './http/proxy.js'
import { createImages, type Images } from './images/images.js'
import { createFetch } from './http/fetch.js'
import { addressOf, apiOf, type Address } from './github/client/address.js'

/** The tools of one run, and the repository it is about unless a command names others. */
export interface Context {
  readonly repository: string
  readonly github: GitHub
  readonly git: Git
  readonly images: Images
  /** GitHub as somebody who sees the teams of the organisation (ORG_READ_TOKEN); null: nobody lent us that. */
  readonly organization: GitHub | null
  /** The same as a technical user who brings hotfixes back (REINTEGRATION_TOKEN); null: nobody lent us that. */
  readonly reintegration: Pick<Context, 'github' | 'git'> | null
  /** The run of a workflow that this is a step of; null elsewhere. */
  readonly run: WorkflowRun | null
  readonly interactive: boolean
}

/** What Actions tells a step of its run. `event`: the text of the event's payload, read when it is wanted. */
export interface WorkflowRun {
  readonly id: string
  readonly eventName: string
  /** Who started it; after a repetition, who repeated it. */
  readonly actor: string
  /** Who started it in the first place. */
  readonly firstActor: string
  readonly event: () => Promise<string>
}

export interface ContextOptions {
  readonly repo?: string | undefined
  readonly cwd?: string | undefined
  readonly json: boolean
  readonly userAgent: string
}

/** The composition root: the one reader of the environment and the working directory. */
export async function createContext({ repo, cwd, json, userAgent }: ContextOptions): Promise<Context> {
  const { env } = process
  const place = { directory: cwd ?? process.cwd(), env }
  const [clone, directory] = await Promise.all([readCloneConfig(place), cloneOfWorktree(place.directory)])
  const origins = gitHubRemotes(clone)
  const { repository, host } = chooseRepository(repo, clone, origins)
  const settings = clone?.settings ?? new Map<string, string>()
  const api = apiUrl(env['GITHUB_API_URL'] ?? settings.get('rel.apiurl') ?? apiOf(host))
  const token = await findToken({ env, api, host, settings })
  const proxy = proxyFor(new URL(api), env)
  const urlOf = (remote: string): string =>
    origins.find(({ remote: { name } }) => name === remote)?.remote.url ?? remote
  const run = readWorkflowRun(env)
  const gitHubWith = (one: string): GitHub => createGitHub({ api, token: one, userAgent, proxy })
  /** In a workflow the checkout leaves no credentials behind; people's clones have their own. */
  const gitWith = (one: string): Git =>
    createGit({
      directory,
      env: run ? envWithToken(env, serverUrl(env), one) : env,
      repository,
      settings,
      remote:
        origins.find(({ address }) => equalsIgnoringCase(address.repository, repository))?.remote.name ??
        null,
      repositoryOf: (remote) => addressOf(urlOf(remote))?.repository ?? null,
    })
  const { ORG_READ_TOKEN: reader, REINTEGRATION_TOKEN: technical } = env
  return {
    repository,
    github: gitHubWith(token),
    organization: reader ? gitHubWith(reader) : null,
    reintegration: technical ? { github: gitHubWith(technical), git: gitWith(technical) } : null,
    git: gitWith(token),
    images: createImages({
      folder: env['REL_IMAGES'] || settings.get('rel.images') || null,
      token,
      fetch: createFetch({ proxy: (url) => proxyFor(url, env), timeout: 30_000 }),
    }),
    run,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true && !env['CI'] && !json,
  }
}

/** docs: "Variables", default environment variables. */
function readWorkflowRun(env: NodeJS.ProcessEnv): WorkflowRun | null {
  const { GITHUB_RUN_ID: id, GITHUB_EVENT_NAME: eventName, GITHUB_EVENT_PATH: path } = env
  if (!id || !eventName || !path) return null
  return {
    id,
    eventName,
    actor: env['GITHUB_TRIGGERING_ACTOR'] ?? '',
    firstActor: env['GITHUB_ACTOR'] ?? '',
    event: () => readFile(path, 'utf8'),
  }
}

const serverUrl = (env: NodeJS.ProcessEnv): string =>
  (env['GITHUB_SERVER_URL'] ?? 'https://github.com').replace(/\/+$/, '')

const equalsIgnoringCase = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

interface GitHubRemote {
  readonly remote: Remote
  readonly address: Address
}

/** The remotes that could be on GitHub: upstream, github and origin first. */
function gitHubRemotes(clone: CloneConfig | null): readonly GitHubRemote[] {
  const rank = ({ remote: { name } }: GitHubRemote): number => ['origin', 'github', 'upstream'].indexOf(name)
  const origins = clone?.remotes.flatMap((remote) => {
    const address = addressOf(remote.url)
    return address ? [{ remote, address }] : []
  })
  return (origins ?? []).toSorted((one, other) => rank(other) - rank(one))
}

/** The repository that was named, else that of the preferred remote; and the host it is on. */
function chooseRepository(
  named: string | undefined,
  clone: CloneConfig | null,
  origins: readonly GitHubRemote[],
): Address {
  const [origin] = origins
  if (named !== undefined) {
    if (/^[\w.-]+\/[\w.-]+$/.test(named))
      return { repository: named, host: origin?.address.host ?? 'github.com' }
    throw new RelError('usage', `"${named}" is no repository.`, { hint: 'Pass --repo OWNER/NAME.' })
  }
  if (origin) return origin.address
  const hint = 'Run in a clone of the repository, or pass --repo OWNER/NAME.'
  if (!clone) throw new RelError('usage', 'This folder is no git repository.', { hint })
  const remotes = clone.remotes.map(({ name }) => name).join(', ')
  throw new RelError(
    'usage',
    remotes ? `No remote of this clone (${remotes}) is on GitHub.` : 'This clone has no remote.',
    { hint },
  )
}
