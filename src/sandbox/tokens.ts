import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Paths } from './paths.js'

/** A new token for a member of the demo team. */
export const newToken = (login: string): string => `sandbox_${login}_${randomBytes(15).toString('hex')}`

/** A new token for a job, used as `secrets.GITHUB_TOKEN`. */
export const newJobToken = (): string => `ghs_sandbox${randomBytes(15).toString('hex')}`

/** Matches every token that these functions make; the group is the person's login, undefined for a job's token. */
export const tokenPattern = /(?:sandbox_([a-z]+)_|ghs_sandbox)[0-9a-f]{30}/g

/** The tokens that people had before a reset, by login, so that shells that use them keep working. */
export function keptTokens({ tokens }: Pick<Paths, 'tokens'>): Readonly<Record<string, string>> {
  return existsSync(tokens) ? (JSON.parse(readFileSync(tokens, 'utf8')) as Record<string, string>) : {}
}
