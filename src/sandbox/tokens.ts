import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Paths } from './paths.js'

/** A new token of a person of the demo team. */
export const newToken = (login: string): string => `sandbox_${login}_${randomBytes(15).toString('hex')}`

/** A new token of a job, as `secrets.GITHUB_TOKEN` has it. */
export const newJobToken = (): string => `ghs_sandbox${randomBytes(15).toString('hex')}`

/** Every token that these functions make, with its person's login in a group; a job's has none. */
export const tokenPattern = /(?:sandbox_([a-z]+)_|ghs_sandbox)[0-9a-f]{30}/g

/** The tokens that people had before a reset, by login: shells that know them go on working. */
export function keptTokens({ tokens }: Pick<Paths, 'tokens'>): Readonly<Record<string, string>> {
  return existsSync(tokens) ? (JSON.parse(readFileSync(tokens, 'utf8')) as Record<string, string>) : {}
}
