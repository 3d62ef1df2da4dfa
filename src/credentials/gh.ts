import { execFile } from 'node:child_process'
import type { Environment } from './api.js'

/** The token that `gh` has stored for a host, or why there is none. */
export type GhAnswer = { readonly token: string } | { readonly token: null; readonly reason: string }

/** Variables that `gh auth token` would print for any host, although they are for others. */
const tokenVariables = ['GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN']

/** Asks `gh auth token`, which reads its configuration file or the keyring, wherever that version of gh stores tokens. */
export const askGh = (host: string, env: Environment): Promise<GhAnswer> =>
  new Promise((resolve) => {
    const stored = Object.fromEntries(Object.entries(env).filter(([name]) => !tokenVariables.includes(name)))
    const args = ['auth', 'token', '--hostname', host]
    execFile('gh', args, { env: stored, timeout: 10_000 }, (error, stdout) => {
      const token = error ? '' : stdout.trim()
      resolve(token === '' ? { token: null, reason: reasonOf(error, host) } : { token })
    })
  })

function reasonOf(error: { code?: unknown; killed?: boolean } | null, host: string): string {
  if (error?.code === 'ENOENT') return 'gh is not installed'
  if (error?.killed || (error && typeof error.code !== 'number')) return '`gh auth token` did not answer'
  return `gh is not signed in to ${host}`
}
