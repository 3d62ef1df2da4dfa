import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { chooseApi, isApiConfigured, isGitHubHost, registryOf, type Api } from './credentials/api.js'
import { findToken, runSecret } from './credentials/token.js'
import { RelError } from './errors.js'
import { cloneOfWorktree } from './git/conflict-worktree.js'
import { readCloneConfig, readCloneConfigIfAny, type CloneConfig, type Remote } from './git/clone.js'
import { createGit, type Git } from './git/git.js'
import { envWithToken } from './git/sign-in.js'
import { sshHost } from './git/ssh-host.js'
import { createGitHub, type GitHub } from './github/github.js'
import { proxyFor } from './http/proxy.js'
import { createImages, type Images } from './images/images.js'
import { createFetch } from './http/fetch.js'
import { canPrompt } from './lib/interactive.js'
import { isLoopback } from './lib/loopback.js'
import type { Token } from './lib/token.js'
import {
  addressOf,
  parseRepository,
  webHost,
  type Address,
  type RemoteAddress,
} from './github/client/address.js'

/** The clients of one command, and the repository that it works on by default. */
export interface Context {
  readonly repository: string
  /** All repositories that --repo names, else only that one. */
  readonly repositories: readonly string[]
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
  readonly repo?: string | readonly string[] | undefined
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
    repo === undefined ? readCloneConfig(location) : readCloneConfigIfAny(location),
    cloneOfWorktree(location.directory),
  ])
  const settings = cloneConfig?.settings ?? new Map<string, string>()
  const remotes = await gitHubRemotes(cloneConfig, env)
  const { repositories, host, named } = chooseRepositories(
    [repo ?? []].flat(),
    cloneConfig,
    remotes,
    location,
  )
  const [repository] = repositories
  const api = chooseApi({ env, settings, host, named })
  const token = await findToken({ env, api, settings })
  const run = readWorkflowRun(env)
  /** Nothing for an API on this machine leaves it. */
  const proxyOf = (url: URL): URL | null => (isLoopback(url) ? null : proxyFor(url, env))
  const proxy = proxyOf(new URL(api.url))
  const urlOf = (remote: string): string =>
    remotes.find(({ remote: { name } }) => name === remote)?.remote.url ?? remote
  const gitHubWith = (token: Token): GitHub =>
    createGitHub({ api: api.url, token, userAgent, proxy, job: run !== null, notice })
  /** In a workflow, the checkout persists no credentials, so git gets the token of the run; a user's clone has its own. */
  const gitWith = (token: Token): Git =>
    createGit({
      directory,
      env: run && api.source === 'environment' ? envWithToken(env, api.web, token.value) : env,
      repository,
      settings,
      remote: remotes.find(isRemoteOf(repository, api))?.remote.name ?? null,
      repositoryOf: (remote) => addressOf(urlOf(remote))?.repository ?? null,
    })
  const reader = runSecret('ORG_READ_TOKEN', env, api, run !== null)
  const technical = runSecret('REINTEGRATION_TOKEN', env, api, run !== null)
  return {
    repository,
    repositories,
    github: gitHubWith(token),
    organization: reader && gitHubWith(reader),
    reintegration: technical && { github: gitHubWith(technical), git: gitWith(technical) },
    git: gitWith(token),
    images: createImages({
      folder: env['REL_IMAGES'] || (isLoopback(new URL(api.url)) && settings.get('rel.images')) || null,
      credentials: { registry: registryOf(api), token: token.value },
      fetch: createFetch({ proxy: proxyOf, timeout: 30_000 }),
    }),
    run,
    interactive: canPrompt(process, json),
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

const equalsIgnoringCase = (first: string, second: string): boolean =>
  first.toLowerCase() === second.toLowerCase()

interface GitHubRemote {
  readonly remote: Remote
  readonly address: Address
}

/** The remotes that may be on GitHub, `upstream`, `github` and `origin` first. */
async function gitHubRemotes(
  cloneConfig: CloneConfig | null,
  env: NodeJS.ProcessEnv,
): Promise<readonly GitHubRemote[]> {
  const rank = ({ remote: { name } }: GitHubRemote): number => ['origin', 'github', 'upstream'].indexOf(name)
  const remotes = (cloneConfig?.remotes ?? []).flatMap((remote) => {
    const address = addressOf(remote.url)
    return address ? [{ remote, address }] : []
  })
  const hosts = await hostsBehind(
    cloneConfig && isApiConfigured(env, cloneConfig.settings) ? [] : remotes.map(({ address }) => address),
    env,
  )
  return remotes
    .map(({ remote, address: { repository, host } }) => ({
      remote,
      address: { repository, host: hosts.get(host) ?? host },
    }))
    .toSorted((first, second) => rank(second) - rank(first))
}

/** The hosts behind names that only ssh may know, by name. */
async function hostsBehind(
  addresses: readonly RemoteAddress[],
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, string>> {
  const isAlias = ({ ssh, host }: RemoteAddress): boolean =>
    ssh && !isGitHubHost(host) && host !== defaultHost(env) && !isLoopback(new URL(`ssh://${host}`))
  const aliases = new Set(addresses.filter(isAlias).map(({ host }) => host))
  return new Map(
    await Promise.all([...aliases].map(async (name) => [name, webHost(await sshHost(name, env))] as const)),
  )
}

/** The host of a repository without one: GH_HOST, as in `gh`. */
const defaultHost = (env: NodeJS.ProcessEnv): string => env['GH_HOST']?.trim().toLowerCase() || 'github.com'

/** With a configured API, a remote may have another name for its host. */
const isRemoteOf =
  (repository: string, { source, host }: Api) =>
  ({ address }: GitHubRemote): boolean =>
    equalsIgnoringCase(address.repository, repository) &&
    (source === 'clone' || source === 'environment' || address.host === host)

interface ChosenRepositories {
  readonly repositories: readonly [string, ...string[]]
  readonly host: string
  /** Whether the user has typed the host. */
  readonly named: boolean
}

/** The repositories of --repo, else that of the preferred remote, with their host. */
function chooseRepositories(
  texts: readonly string[],
  cloneConfig: CloneConfig | null,
  candidates: readonly GitHubRemote[],
  { directory, env }: { readonly directory: string; readonly env: NodeJS.ProcessEnv },
): ChosenRepositories {
  const [preferred] = candidates
  const [first, ...others] = texts.map(parseNamed)
  if (first !== undefined) {
    const hosts = new Set([first, ...others].flatMap(({ host }) => host ?? []))
    if (hosts.size > 1)
      throw new RelError('usage', `The repositories are on several hosts: ${[...hosts].join(', ')}.`, {
        hint: 'Run the command once for each host.',
      })
    const [host = preferred?.address.host ?? defaultHost(env)] = hosts
    const repositories = [first.repository, ...others.map(({ repository }) => repository)] as const
    return { repositories, host, named: hosts.size > 0 }
  }
  if (preferred)
    return { repositories: [preferred.address.repository], host: preferred.address.host, named: false }
  const hint = 'Run in a clone of the repository, or pass --repo OWNER/NAME.'
  if (!cloneConfig) throw new RelError('usage', `Not a git repository: ${directory}`, { hint })
  const remotes = cloneConfig.remotes.map(({ name }) => name).join(', ')
  throw new RelError(
    'usage',
    remotes ? `No remote of this clone (${remotes}) is on GitHub.` : 'This clone has no remote.',
    { hint },
  )
}

function parseNamed(text: string): NonNullable<ReturnType<typeof parseRepository>> {
  const named = parseRepository(text)
  if (named) return named
  throw new RelError('usage', `Invalid repository "${text}".`, {
    hint: 'Pass --repo OWNER/NAME, or HOST/OWNER/NAME.',
  })
}
