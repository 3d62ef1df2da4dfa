import { RelError } from '../errors.js'
import { isLoopback } from '../lib/loopback.js'
import type { Token } from '../lib/token.js'
import { apiUrl, isGitHubHost, type Api, type Environment, type Settings } from './api.js'
import { askGh, type GhAnswer } from './gh.js'
import { runSecretApi, tokenRules, type Condition, type RunSecret, type TokenSource } from './rules.js'

export interface TokenSearch {
  readonly env: Environment
  readonly api: Api
  readonly settings: Settings
}

/** Finds the token for an API by the table in rules.ts. */
export async function findToken(search: TokenSearch): Promise<Token> {
  const { api, env } = search
  const gh = lazy(() => askGh(api.host, env))
  const rejected = new Set<TokenSource>()
  for (const { source, if: conditions } of tokenRules[api.source]) {
    const value = source === 'gh' ? (await gh()).token : valueOf(source, search)
    if (value === null) continue
    if (await holdsAny(conditions, value, search, gh)) return named(value, source, api.host)
    rejected.add(source)
  }
  throw notFound(
    search,
    rejected,
    tokenRules[api.source].some(({ source }) => source === 'gh') ? await gh() : null,
  )
}

/** A secret of the workflow run, for the run's own API; null if it is not set, or outside a run. */
export function runSecret(name: RunSecret, env: Environment, api: Api, isRun: boolean): Token | null {
  const value = env[name]?.trim()
  if (!value || !isRun || api.source !== runSecretApi) return null
  return { value, source: `the secret ${name}`, remedy: `Set the secret ${name} to a valid token.` }
}

type Lazy<Value> = () => Promise<Value>

async function holdsAny(
  conditions: readonly Condition[],
  value: string,
  { env, api, settings }: TokenSearch,
  gh: Lazy<GhAnswer>,
): Promise<boolean> {
  const checks: Readonly<Record<Condition, () => boolean | Promise<boolean>>> = {
    'sandbox-token': () => value.startsWith('sandbox_') && isLoopback(new URL(api.url)),
    'known-server': async () =>
      !isGitHubHost(api.host) &&
      (env['GH_HOST']?.trim().toLowerCase() === api.host || (await gh()).token !== null),
    'api-of-clone': () => settings.has('rel.apiurl') && apiUrl(settings.get('rel.apiurl')!) === api.url,
  }
  if (conditions.length === 0) return true
  for (const condition of conditions) if (await checks[condition]()) return true
  return false
}

const valueOf = (source: TokenSource, { env, settings }: TokenSearch): string | null =>
  (source === 'rel.token' ? settings.get(source) : env[source])?.trim() || null

function named(value: string, source: TokenSource, host: string): Token {
  const login = loginCommand(host)
  if (source === 'gh') return { value, source: `\`gh auth token\` for ${host}`, remedy: `Run ${login}.` }
  if (source === 'rel.token')
    return {
      value,
      source: 'rel.token of this clone',
      remedy: 'Clone it again, or set GH_TOKEN to a token that `rel sandbox status` lists.',
    }
  return { value, source, remedy: `Set ${source} to a valid token, or unset it and run ${login}.` }
}

const loginCommand = (host: string): string =>
  host === 'github.com' ? '`gh auth login`' : `\`gh auth login --hostname ${host}\``

/** The error lists where a token was looked for, and why one that is set was not used. */
function notFound(search: TokenSearch, rejected: ReadonlySet<TokenSource>, gh: GhAnswer | null): RelError {
  const { api } = search
  const rules = tokenRules[api.source].map(({ source }) => source)
  const missing = rules.filter((source) => source !== 'gh' && valueOf(source, search) === null)
  const unused = allSources.filter(
    (source) => valueOf(source, search) !== null && (rejected.has(source) || !rules.includes(source)),
  )
  const looked = [
    ...unused.map((source) => `${source} is set, but ${whyUnused(source, api)}`),
    ...(unused.length === 0 ? [`${inWords(missing)} ${missing.length > 1 ? 'are' : 'is'} not set`] : []),
    ...(gh !== null && gh.token === null ? [gh.reason] : []),
  ]
  return new RelError('auth', `No token found for ${api.host}: ${looked.join('; ')}.`, { hint: hintFor(api) })
}

const allSources = [
  'GH_TOKEN',
  'GITHUB_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'GITHUB_ENTERPRISE_TOKEN',
  'rel.token',
] as const

function whyUnused(source: (typeof allSources)[number], { source: api, host }: Api): string {
  if (source === 'rel.token') return 'it is only for rel.apiUrl'
  if (api === 'clone') return 'rel.apiUrl gets only a GH_TOKEN or GITHUB_TOKEN that begins with sandbox_'
  if (!source.includes('ENTERPRISE')) return 'it is only for github.com and the API in GITHUB_API_URL'
  return isGitHubHost(host)
    ? `${host} is not an Enterprise server`
    : `${host} is neither GH_HOST nor known to gh`
}

function hintFor({ source, host }: Api): string {
  if (source === 'clone') return 'Set GH_TOKEN to a token that `rel sandbox status` lists.'
  if (source === 'server')
    return `Run ${loginCommand(host)}, or set GH_HOST=${host} and GH_ENTERPRISE_TOKEN, if you trust ${host}.`
  return `Set GH_TOKEN, or run ${loginCommand(host)}.`
}

const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

function lazy<Value>(read: Lazy<Value>): Lazy<Value> {
  let value: Promise<Value> | null = null
  return () => (value ??= read())
}
