import { RelError } from '../errors.js'

/** Environment variables with proxy settings. Lower-case names take precedence, as in curl. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>

/**
 * The proxy for a URL, or null for a direct connection: HTTPS_PROXY or HTTP_PROXY, else ALL_PROXY, unless NO_PROXY names the host.
 * Read as curl and Node's proxy packages do: a proxy without a scheme is http, and loopback addresses are not exempt.
 * Throws `usage` for an invalid or unsupported proxy; the message never contains its password.
 */
export function proxyFor(url: URL, environment: ProxyEnvironment): URL | null {
  const scheme = url.protocol.slice(0, -1)
  const variable = [`${scheme}_proxy`, 'all_proxy'].find((name) => valueOf(environment, name) !== '')
  if (variable === undefined || isExempt(url, valueOf(environment, 'no_proxy'))) return null
  return proxyUrl(valueOf(environment, variable), variable)
}

const valueOf = (environment: ProxyEnvironment, name: string): string =>
  (environment[name] || environment[name.toUpperCase()] || '').trim()

function proxyUrl(value: string, variable: string): URL {
  const name = variable.toUpperCase()
  const hint = `Set ${name} to a URL such as http://proxy.example.com:3128, or unset it.`
  const address = value.includes('://') ? value : `http://${value}`
  if (!URL.canParse(address)) throw new RelError('usage', `${name} is not a valid proxy URL.`, { hint })
  const url = new URL(address)
  if (url.protocol === 'http:' || url.protocol === 'https:') return url
  throw new RelError(
    'usage',
    `${name} names a ${url.protocol} proxy; rel supports only http: and https: proxies.`,
    { hint },
  )
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** NO_PROXY: hosts separated by commas or spaces, each with an optional leading dot or `*.` and an optional port; `*` matches every host. */
function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.toLowerCase().replace(/\.$/, '')
  const port = url.port || defaultPorts[url.protocol]
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(readEntry)
    .some((entry) => (entry.port === null || entry.port === port) && covers(entry.host, host))
}

interface Entry {
  readonly host: string
  readonly port: string | null
}

function readEntry(text: string): Entry {
  // More than one colon without brackets is an IPv6 address; URL writes its hosts in brackets.
  const bare = text.split(':').length > 2 && !text.startsWith('[') ? `[${text}]` : text
  const [, host = bare, port = null] = /^(.*?)(?::(\d+))?$/.exec(bare) ?? []
  return { host: host.replace(/^\*?\./, '').replace(/\.$/, ''), port }
}

function covers(entry: string, host: string): boolean {
  if (entry === '*' || entry === host) return true
  const isAddress = host.startsWith('[') || /^[\d.]+$/.test(host)
  return !isAddress && entry !== '' && host.endsWith(`.${entry}`)
}
