import { join } from 'node:path'
import type { Paths } from '../paths.js'
import type { Status } from './status.js'

/**
 * The environment variables with which a shell reaches the sandbox as one of its users. `gh` and git use the sandbox as an HTTPS
 * proxy, under a host name that is never the real GitHub and with a certificate of the sandbox's own authority; the proxy reaches
 * no other host. `rel` and scripts connect directly. gh reads its token for such a host from GH_ENTERPRISE_TOKEN.
 */
export function environmentOf(
  status: Status,
  { authority, images }: Pick<Paths, 'authority' | 'images'>,
  login: string,
): Readonly<Record<string, string>> {
  const url = status.url ?? ''
  const user = status.users.find((candidate) => candidate.login === login)
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

/** Variables that may contain a token of the real GitHub, which must never be sent to the sandbox. */
export const foreignTokens = ['GH_TOKEN', 'GITHUB_TOKEN'] as const

/** Shell commands for `eval` in a POSIX shell. */
export const shellLines = (variables: Readonly<Record<string, string>>): string =>
  [
    `unset ${foreignTokens.join(' ')}`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`),
  ].join('\n')

/** The text of `rel sandbox status`. */
export function statusText({ running, url, pid, dir, users, repositories }: Status): string {
  if (!running) return `No sandbox is running in ${dir}.`
  return [
    `Sandbox  ${url ?? ''}  (process ${pid ?? ''}, ${dir})`,
    '',
    ...users.map(({ login, role, token }) => `  ${login.padEnd(6)} ${role.padEnd(9)} ${token}`),
    '',
    ...repositories.map(({ name, clone }) => `  ${name.padEnd(13)} ${clone ?? ''}`),
    '',
    `Sign in to the pages with the key in ${join(dir, '.sandbox', 'key')}.`,
  ].join('\n')
}
