/** `owner` and `repo`, as Octokit wants them. */
export function ownerAndRepo(repository: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.split('/')
  return { owner, repo }
}

/** The address of a repository: the host, and OWNER/NAME on it. */
export interface Address {
  readonly host: string
  readonly repository: string
}

/** The address in the URL of a remote. The host of an ssh URL may be an alias in the user's ssh configuration. */
export interface RemoteAddress extends Address {
  readonly ssh: boolean
}

/** Parses the URL of a remote: `https://HOST/OWNER/NAME(.git)`, `ssh://git@HOST/…` or `git@HOST:…`; null for anything else. */
export function addressOf(url: string): RemoteAddress | null {
  const [, sshHost, sshPath] = /^(?:[\w.-]+@)?([\w.-]+):(?!\/)(.+)$/.exec(url) ?? []
  if (sshHost && sshPath && !url.includes('://')) return toAddress(sshHost, sshPath, true)
  if (!/^(https?|(git\+)?ssh|ssh\+git|git):\/\//.test(url) || !URL.canParse(url)) return null
  const { protocol, host, hostname, pathname } = new URL(url)
  // The port of a web server is part of its host; that of an ssh server says nothing about the API.
  const isWeb = protocol.startsWith('http')
  return toAddress(isWeb ? host : hostname, pathname.slice(1), protocol.includes('ssh'))
}

/** A name or an address, with a port; never an option or a pattern of a program that gets it. */
const isHost = (text: string): boolean => /^(?:[a-z\d][\w.-]*|\[[\da-f:.]+\])(?::\d+)?$/i.test(text)

function toAddress(host: string, path: string, ssh: boolean): RemoteAddress | null {
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(path) ?? []
  return owner && name && isHost(host) ? { host: webHost(host), repository: `${owner}/${name}`, ssh } : null
}

/** ssh.github.com takes ssh on port 443; www.github.com leads to github.com. */
export const webHost = (host: string): string =>
  host.toLowerCase().replace(/^(?:ssh|www)\.(?=github\.com$)/, '')

/** Parses `OWNER/NAME` or `HOST/OWNER/NAME`, as `gh` has it; the host is null if it is not named. */
export function parseRepository(
  text: string,
): { readonly host: string | null; readonly repository: string } | null {
  const [, host, repository] = /^(?:([^/]+)\/)?([\w.-]+\/[\w.-]+)$/.exec(text) ?? []
  if (!repository || (host !== undefined && !isHost(host))) return null
  return { host: host ? webHost(host) : null, repository }
}
