import type { Octokit } from '@octokit/core'
import { RelError } from '../../errors.js'

/**
 * Octokit sends the token with every request. Addresses in an answer, such as the next page in a Link header, must therefore be on
 * the server of the API; a redirect to another one is followed without the token (src/http/request.ts).
 */
export function refuseOtherServers(octokit: Octokit, api: string): void {
  const { origin, host } = new URL(api)
  octokit.hook.before('request', ({ url }) => {
    // Octokit adds anything else to the address of the API.
    if (!url.startsWith('http') || new URL(url).origin === origin) return
    const other = new URL(url).origin
    throw new RelError('failed', `${host} named an address on another server, ${other}.`, {
      hint: 'No request was sent there. If a proxy or a mirror is in between, set GITHUB_API_URL to its address.',
    })
  })
}
