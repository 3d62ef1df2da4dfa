import { RelError } from '../errors.js'
import { withoutEnd } from '../lib/text.js'
import { isLoopback } from '../lib/loopback.js'

export type Environment = Readonly<Record<string, string | undefined>>
export type Settings = ReadonlyMap<string, string>

/** Who names the API; it decides which tokens the API gets (rules.ts). */
export type ApiSource =
  /** `rel.apiUrl` of the clone. */
  | 'clone'
  /** GITHUB_API_URL, set by the user or by GitHub Actions. */
  | 'environment'
  /** The repository is on github.com or on a tenant of ghe.com. */
  | 'github'
  /** The repository is on any other host. */
  | 'server'

export interface Api {
  /** The root of the REST API, without a trailing slash. */
  readonly url: string
  readonly source: ApiSource
  /** The host of its web pages and of git, by which `gh` knows it. */
  readonly host: string
  /** The origin of its web pages and of git. */
  readonly web: string
}

export interface ApiRequest {
  readonly env: Environment
  readonly settings: Settings
  /** The host of the repository; `named`: the user has typed it. */
  readonly host: string
  readonly named: boolean
}

/** Chooses the API: that of GITHUB_API_URL, else that of the clone, else that of the repository's host. */
export function chooseApi({ env, settings, host, named }: ApiRequest): Api {
  const [clone, environment] = [cloneApi(settings), environmentApi(env)]
  const configured = environment ?? clone
  if (configured === null) return toApi(apiOf(host), isGitHubHost(host) ? 'github' : 'server')
  if (named && configured.host !== host) {
    const variable = configured === environment ? 'GITHUB_API_URL' : 'rel.apiUrl of this clone'
    throw new RelError('usage', `--repo names ${host}, but ${variable} is ${configured.url}.`, {
      hint:
        configured === environment
          ? 'Unset GITHUB_API_URL, or pass --repo OWNER/NAME.'
          : 'Pass --repo OWNER/NAME, or run it in another folder.',
    })
  }
  return configured
}

/** Whether the API depends on the host of the repository. */
export const isApiConfigured = (env: Environment, settings: Settings): boolean =>
  Boolean(env['GITHUB_API_URL']) || settings.has('rel.apiurl')

/** `rel.apiUrl` is for sandboxes: a folder that somebody else made must not name another server. */
function cloneApi(settings: Settings): Api | null {
  const value = settings.get('rel.apiurl')
  if (value === undefined) return null
  if (URL.canParse(value) && isLoopback(new URL(value))) return toApi(apiUrl(value), 'clone')
  const shown = URL.canParse(value) ? new URL(value).origin : 'not a URL'
  throw new RelError('usage', `rel.apiUrl in the git configuration is ${shown}; it must be on loopback.`, {
    hint: 'Unset it: `git config --unset-all rel.apiUrl`; `git config --show-origin --get-all rel.apiUrl` shows its file. For another server, set GITHUB_API_URL.',
  })
}

function environmentApi(env: Environment): Api | null {
  const value = env['GITHUB_API_URL']
  if (!value) return null
  const url = apiUrl(value)
  if (url.startsWith('https:') || isLoopback(new URL(url))) return toApi(url, 'environment')
  throw new RelError('usage', `GITHUB_API_URL is ${url}; without https, a token is sent only to loopback.`, {
    hint: `Set GITHUB_API_URL=${url.replace('http:', 'https:')}.`,
  })
}

/** Validates the root URL of an API, and removes trailing slashes. */
export function apiUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const isPlain = parsed && [parsed.username, parsed.password, parsed.search, parsed.hash].join('') === ''
  if (isPlain && /^https?:$/.test(parsed.protocol)) return withoutEnd(parsed.href, '/')
  const hint = 'Set GITHUB_API_URL to something like https://github.example.com/api/v3.'
  // A URL with credentials is not repeated.
  const shown = parsed && !isPlain ? parsed.host : url
  throw new RelError('usage', `Invalid API URL "${shown}".`, { hint })
}

function toApi(url: string, source: ApiSource): Api {
  const { protocol, host } = new URL(url)
  const web = host.startsWith('api.') && isGitHubHost(host.slice(4)) ? host.slice(4) : host
  return { url, source, host: web, web: `${protocol}//${web}` }
}

const isTenant = (host: string): boolean => /^[a-z\d-]+\.ghe\.com$/.test(host)

/** github.com, or a tenant of ghe.com: the hosts that `gh` sends GH_TOKEN to. */
export const isGitHubHost = (host: string): boolean => host === 'github.com' || isTenant(host)

/** The API of a host: github.com, a tenant of ghe.com, or an Enterprise server. */
export const apiOf = (host: string): string =>
  isGitHubHost(host) ? `https://api.${host}` : `https://${host}/api/v3`

/** The container registry that takes the tokens of an API, if it has one. */
export const registryOf = ({ host }: Api): string | null =>
  host === 'github.com' ? 'ghcr.io' : isTenant(host) ? `containers.${host}` : null
