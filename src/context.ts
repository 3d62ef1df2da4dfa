import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
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

/** The clients of one command, and the repository that it works on by default. */
export interface Context {
  readonly repository: string
  readonly github: GitHub
  readonly git: Git
  readonly images: Images
  /** GitHub with a token that can read the teams of the organisation (ORG_READ_TOKEN); null if it is not set. */
  readonly organization: GitHub | null
  /** GitHub and git as the technical user who reintegrates hotfixes (REINTEGRATION_TOKEN); null if it is not set. */
  readonly reintegration: Pick<Context, 'github' | 'git'> | null
  /** The workflow run that this command is a step of; null outside GitHub Actions. */
  readonly run: WorkflowRun | null
  readonly interactive: boolean
}

/** A workflow run, from the environment of its steps. `event` reads the text of the event's payload. */
export interface WorkflowRun {
  readonly id: string
  readonly eventName: string
  /** Who started this attempt of the run. */
  readonly actor: string
  /** Who started the first attempt. */
  readonly firstActor: string
  readonly event: () => Promise<string>
}

export interface ContextOptions {
  readonly repo?: string | undefined
  readonly cwd?: string | undefined
  readonly json: boolean
  readonly userAgent: string
  /** Prints a line of progress. */
  readonly notice: (text: string) => void
}

/** The composition root: reads the environment and the working directory. */
export async function createContext({
  repo,
  cwd,
  json,
  userAgent,
  notice,
}: ContextOptions): Promise<Context> {
  const { env } = process
  const location = { directory: resolve(cwd ?? ''), env }
  const [cloneConfig, directory] = await Promise.all([
    readCloneConfig(location),
    cloneOfWorktree(location.directory),
  ])
  const remotes = gitHubRemotes(cloneConfig)
  const { repository, host } = chooseRepository(repo, cloneConfig, remotes, location.directory)
  const settings = cloneConfig?.settings ?? new Map<string, string>()
  const api = apiUrl(env['GITHUB_API_URL'] ?? settings.get('rel.apiurl') ?? apiOf(host))
  const token = await findToken({ env, api, host, settings })
  const proxy = proxyFor(new URL(api), env)
  const urlOf = (remote: string): string =>
    remotes.find(({ remote: { name } }) => name === remote)?.remote.url ?? remote
  const run = readWorkflowRun(env)
  const gitHubWith = (token: string): GitHub =>
    createGitHub({ api, token, userAgent, proxy, job: run !== null, notice })
  /** In a workflow, the checkout persists no credentials, so git gets the token; a user's clone has its own. */
  const gitWith = (token: string): Git =>
    createGit({
      directory,
      env: run ? envWithToken(env, serverUrl(env), token) : env,
      repository,
      settings,
      remote:
        remotes.find(({ address }) => equalsIgnoringCase(address.repository, repository))?.remote.name ??
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

const equalsIgnoringCase = (first: string, second: string): boolean =>
  first.toLowerCase() === second.toLowerCase()

interface GitHubRemote {
  readonly remote: Remote
  readonly address: Address
}

/** The remotes that may be on GitHub, `upstream`, `github` and `origin` first. */
function gitHubRemotes(cloneConfig: CloneConfig | null): readonly GitHubRemote[] {
  const rank = ({ remote: { name } }: GitHubRemote): number => ['origin', 'github', 'upstream'].indexOf(name)
  const remotes = cloneConfig?.remotes.flatMap((remote) => {
    const address = addressOf(remote.url)
    return address ? [{ remote, address }] : []
  })
  return (remotes ?? []).toSorted((first, second) => rank(second) - rank(first))
}

/** The repository of --repo, else that of the preferred remote, with its host. */
function chooseRepository(
  named: string | undefined,
  cloneConfig: CloneConfig | null,
  candidates: readonly GitHubRemote[],
  directory: string,
): Address {
  const [preferred] = candidates
  if (named !== undefined) {
    if (/^[\w.-]+\/[\w.-]+$/.test(named))
      return { repository: named, host: preferred?.address.host ?? 'github.com' }
    throw new RelError('usage', `Invalid repository "${named}".`, { hint: 'Pass --repo OWNER/NAME.' })
  }
  if (preferred) return preferred.address
  const hint = 'Run in a clone of the repository, or pass --repo OWNER/NAME.'
  if (!cloneConfig) throw new RelError('usage', `Not a git repository: ${directory}`, { hint })
  const remotes = cloneConfig.remotes.map(({ name }) => name).join(', ')
  throw new RelError(
    'usage',
    remotes ? `No remote of this clone (${remotes}) is on GitHub.` : 'This clone has no remote.',
    { hint },
  )
}
