import type { Status } from './status.js'

/**
 * What a shell needs to reach the sandbox as one of its users: `gh` through a proxy under a host name that can never be the
 * real GitHub, `rel` and scripts directly.
 */
export function environmentOf(status: Status, login: string): Readonly<Record<string, string>> {
  const url = status.url ?? ''
  const user = status.users.find((each) => each.login === login)
  return {
    GH_HOST: 'github.localhost',
    GH_TOKEN: user?.token ?? '',
    HTTP_PROXY: url,
    http_proxy: url,
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    GITHUB_API_URL: status.apiUrl ?? '',
    REL_SANDBOX_URL: url,
    REL_SANDBOX_DIR: status.dir,
    ...Object.fromEntries(
      status.users.map(({ login: name, token }) => [`REL_SANDBOX_TOKEN_${name.toUpperCase()}`, token]),
    ),
  }
}

export const exportLines = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
    .join('\n')

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
