import type { ApiSource } from './api.js'

export type TokenSource =
  'GH_TOKEN' | 'GITHUB_TOKEN' | 'GH_ENTERPRISE_TOKEN' | 'GITHUB_ENTERPRISE_TOKEN' | 'rel.token' | 'gh'

/** One of these must hold for the API to get the token. */
export type Condition =
  /** The token begins with `sandbox_`, and the API is on loopback. */
  | 'sandbox-token'
  /** The host is an Enterprise server that GH_HOST names or `gh` is signed in to. */
  | 'known-server'
  /** The API is `rel.apiUrl` of the clone. */
  | 'api-of-clone'

export interface TokenRule {
  readonly source: TokenSource
  /** Without conditions, the API always gets the token. */
  readonly if: readonly Condition[]
}

/** Which API gets which token: the first one that exists and whose condition holds, and no other. docs/security.md has this table. */
export const tokenRules: Readonly<Record<ApiSource, readonly TokenRule[]>> = {
  clone: [
    { source: 'GH_TOKEN', if: ['sandbox-token'] },
    { source: 'GITHUB_TOKEN', if: ['sandbox-token'] },
    { source: 'rel.token', if: [] },
  ],
  environment: [
    { source: 'GH_TOKEN', if: [] },
    { source: 'GITHUB_TOKEN', if: [] },
    { source: 'GH_ENTERPRISE_TOKEN', if: ['known-server', 'sandbox-token'] },
    { source: 'GITHUB_ENTERPRISE_TOKEN', if: ['known-server', 'sandbox-token'] },
    { source: 'rel.token', if: ['api-of-clone'] },
    { source: 'gh', if: [] },
  ],
  github: [
    { source: 'GH_TOKEN', if: [] },
    { source: 'GITHUB_TOKEN', if: [] },
    { source: 'gh', if: [] },
  ],
  server: [
    { source: 'GH_ENTERPRISE_TOKEN', if: ['known-server'] },
    { source: 'GITHUB_ENTERPRISE_TOKEN', if: ['known-server'] },
    { source: 'gh', if: [] },
  ],
}

/** Secrets of workflows: in a workflow run, the API in GITHUB_API_URL gets them; nothing else does. */
export type RunSecret = 'ORG_READ_TOKEN' | 'REINTEGRATION_TOKEN'
export const runSecretApi: ApiSource = 'environment'
