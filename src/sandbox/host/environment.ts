import type { Paths } from '../paths.js'
import type { Status } from './status.js'

/**
 * What a shell needs to reach the sandbox as one of its users: `gh` and git through a proxy under a host name that can never
 * be the real GitHub, which the sandbox's own authority vouches for; `rel` and scripts directly. gh takes its token for such a
 * host from GH_ENTERPRISE_TOKEN. Nothing else can be reached through the proxy.
 */
export function environmentOf(
  status: Status,
  { authority, images }: Pick<Paths, 'authority' | 'images'>,
  login: string,
): Readonly<Record<string, string>> {
  const url = status.url ?? ''
  const user = status.users.find((each) => each.login === login)
  return {
    GH_HOST: 'sandbox.localhost',
    GH_ENTERPRISE_TOKEN: user?.token ?? '',
    HTTPS_PROXY: url,
    https_proxy: url,
    SSL_CERT_FILE: authority.certificate,
    GIT_SSL_CAINFO: authority.certificate,
    NODE_EXTRA_CA_CERTS: authority.certificate,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    GITHUB_API_URL: status.apiUrl ?? '',
    REL_IMAGES: images,
    REL_SANDBOX_URL: url,
    REL_SANDBOX_DIR: status.dir,
    ...Object.fromEntries(
      status.users.map(({ login: name, token }) => [`REL_SANDBOX_TOKEN_${name.toUpperCase()}`, token]),
    ),
  }
}

/** Tokens of the real GitHub that the shell may have: the sandbox must never be sent one. */
export const foreignTokens = ['GH_TOKEN', 'GITHUB_TOKEN'] as const

/** For `eval` in a POSIX shell. */
export const shellLines = (variables: Readonly<Record<string, string>>): string =>
  [
    `unset ${foreignTokens.join(' ')}`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`),
  ].join('\n')

/** The status for people. */
export function statusText({ running, url, pid, dir, users, repositories }: Status): string {
  if (!running) return `No sandbox runs in ${dir}.`
  return [
    `Sandbox  ${url ?? ''}  (process ${pid ?? ''}, ${dir})`,
    '',
    ...users.map(({ login, role, token }) => `  ${login.padEnd(6)} ${role.padEnd(9)} ${token}`),
    '',
    ...repositories.map(({ name, clone }) => `  ${name.padEnd(13)} ${clone ?? ''}`),
  ].join('\n')
}
