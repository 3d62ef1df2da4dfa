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

/** Parses the URL of a remote: `https://HOST/OWNER/NAME(.git)`, `ssh://git@HOST/…` or `git@HOST:…`; null for anything else. */
export function addressOf(url: string): Address | null {
  const [, sshHost, sshPath] = /^(?:[\w.-]+@)?([\w.-]+):(?!\/)(.+)$/.exec(url) ?? []
  if (sshHost && sshPath && !url.includes('://')) return toAddress(sshHost, sshPath)
  if (!/^(https?|ssh|git):\/\//.test(url) || !URL.canParse(url)) return null
  const { protocol, host, hostname, pathname } = new URL(url)
  // Keep the port of a web server, but not that of ssh.github.com:443 and the like.
  return toAddress(protocol.startsWith('http') ? host : hostname.replace(/^ssh\./, ''), pathname.slice(1))
}

function toAddress(host: string, path: string): Address | null {
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(path) ?? []
  return owner && name ? { host: host.toLowerCase(), repository: `${owner}/${name}` } : null
}

/** The API of a host: github.com, or an Enterprise server. */
export const apiOf = (host: string): string =>
  host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`
