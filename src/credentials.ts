import { execFile } from 'node:child_process'
import { RelError } from './errors.js'

type Environment = Readonly<Record<string, string | undefined>>

export interface TokenSources {
  readonly env: Environment
  /** The root of the API that will get the token. */
  readonly api: string
  /** The host of the remote; the API may be elsewhere. */
  readonly host: string
  /** `rel.apiUrl` and `rel.token` of the clone. */
  readonly settings: ReadonlyMap<string, string>
}

/**
 * GH_TOKEN and GITHUB_TOKEN go to github.com and to the API that the user or the clone named, never to whatever host a
 * remote happens to name. GH_ENTERPRISE_TOKEN goes anywhere but to github.com. `rel.token` goes to `rel.apiUrl` alone.
 */
export async function findToken({ env, api, host, settings }: TokenSources): Promise<string> {
  const own = settings.get('rel.apiurl')
  const named = env['GITHUB_API_URL'] ?? own
  const trusted = named !== undefined || host === 'github.com'
  // A clone that names its API brings its token along: an Enterprise token of the shell is meant for another server.
  const byClone = env['GITHUB_API_URL'] === undefined && own !== undefined
  const isGitHub = new URL(api).host === 'api.github.com'
  const variables = [
    ...(trusted ? ['GH_TOKEN', 'GITHUB_TOKEN'] : []),
    ...(isGitHub || byClone ? [] : ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN']),
  ]
  const configured = own !== undefined && apiUrl(own) === api ? settings.get('rel.token') : undefined
  const webHost = named === undefined ? host : new URL(api).host.replace(/^api\./, '')
  const token = firstOf([...variables.map((name) => env[name]), configured]) ?? (await ghToken(webHost, env))
  if (token) return token
  const command = webHost === 'github.com' ? '`gh auth login`' : `\`gh auth login --hostname ${webHost}\``
  throw new RelError('auth', `There is no token for ${webHost}.`, {
    hint: `Set ${variables[0]}, or run ${command}.`,
  })
}

/** The root of an API, without a slash at its end. */
export function apiUrl(url: string): string {
  if (/^https?:/.test(url) && URL.canParse(url)) return url.replace(/\/+$/, '')
  const hint = 'Set GITHUB_API_URL to something like https://github.example.com/api/v3.'
  throw new RelError('usage', `"${url}" is no address of an API.`, { hint })
}

const firstOf = (candidates: readonly (string | undefined)[]): string | undefined =>
  candidates.map((one) => one?.trim()).find(Boolean)

/** What `gh` keeps for the host; nothing where `gh` is not installed or not signed in. */
const ghToken = (host: string, env: Environment): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile('gh', ['auth', 'token', '--hostname', host], { env, timeout: 10_000 }, (error, stdout) =>
      resolve(error ? undefined : firstOf([stdout])),
    )
  })
