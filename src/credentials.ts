import { execFile } from 'node:child_process'
import { RelError } from './errors.js'
import { withoutEnd } from './lib/text.js'

type Environment = Readonly<Record<string, string | undefined>>

export interface TokenSources {
  readonly env: Environment
  /** The root URL of the API that the token is sent to. */
  readonly api: string
  /** The host of the remote; the API may be on another host. */
  readonly host: string
  /** `rel.apiUrl` and `rel.token` of the clone. */
  readonly settings: ReadonlyMap<string, string>
}

/**
 * Finds the token for an API. GH_TOKEN and GITHUB_TOKEN are sent to github.com and to the API that the user or the clone
 * configures, never to the host of an arbitrary remote. GH_ENTERPRISE_TOKEN is sent to every host but github.com, `rel.token`
 * only to `rel.apiUrl`.
 */
export async function findToken({ env, api, host, settings }: TokenSources): Promise<string> {
  const configuredApi = settings.get('rel.apiurl')
  const chosenApi = env['GITHUB_API_URL'] ?? configuredApi
  const trusted = chosenApi !== undefined || host === 'github.com'
  // A clone that configures its API configures its token too: the Enterprise token of the shell is for another server.
  const apiFromClone = env['GITHUB_API_URL'] === undefined && configuredApi !== undefined
  const isGitHub = new URL(api).host === 'api.github.com'
  const variables = [
    ...(trusted ? ['GH_TOKEN', 'GITHUB_TOKEN'] : []),
    ...(isGitHub || apiFromClone ? [] : ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN']),
  ]
  const configured =
    configuredApi !== undefined && apiUrl(configuredApi) === api ? settings.get('rel.token') : undefined
  const webHost = chosenApi === undefined ? host : new URL(api).host.replace(/^api\./, '')
  const token = firstOf([...variables.map((name) => env[name]), configured]) ?? (await ghToken(webHost, env))
  if (token) return token
  const command = webHost === 'github.com' ? '`gh auth login`' : `\`gh auth login --hostname ${webHost}\``
  throw new RelError('auth', `No token found for ${webHost}.`, {
    hint: `Set ${variables[0]}, or run ${command}.`,
  })
}

/** Validates the root URL of an API, and removes trailing slashes. */
export function apiUrl(url: string): string {
  if (/^https?:/.test(url) && URL.canParse(url)) return withoutEnd(url, '/')
  const hint = 'Set GITHUB_API_URL to something like https://github.example.com/api/v3.'
  throw new RelError('usage', `Invalid API URL "${url}".`, { hint })
}

const firstOf = (candidates: readonly (string | undefined)[]): string | undefined =>
  candidates.map((value) => value?.trim()).find(Boolean)

/** The token of the GitHub CLI for a host; undefined if `gh` is not installed or not signed in. */
const ghToken = (host: string, env: Environment): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile('gh', ['auth', 'token', '--hostname', host], { env, timeout: 10_000 }, (error, stdout) =>
      resolve(error ? undefined : firstOf([stdout])),
    )
  })
