import type { Check } from '../plan/check.js'

/** Lists, in the text of a release, the checks that were overridden. */
const marker = /<!-- rel-forced: ([a-z, -]*) -->/

/** The names of the overridden checks, read from the text of a release. */
export const overriddenIn = (body: string): readonly string[] =>
  [...body.matchAll(new RegExp(marker, 'g'))].flatMap(([, names = '']) => names.split(', '))

export interface Override {
  /** Names of checks. */
  readonly names: readonly string[]
  readonly by: string
  readonly reason: string | null
}

/** The text of a release with a note on what was overridden, by whom and why. Without new overrides it stays the same. */
export function withOverridden(
  body: string,
  checks: readonly Check[],
  { names, by, reason }: Override,
): string {
  const known = overriddenIn(body)
  const overridden = checks.filter(
    ({ name, passed, final }) => !passed && !final && names.includes(name) && !known.includes(name),
  )
  if (overridden.length === 0) return body
  const lines = overridden.map(({ name, finding }) => `> - \`${name}\`: ${plain(finding)}`)
  const why = reason === null ? '' : `: ${plain(reason)}`
  const note = [
    `<!-- rel-forced: ${overridden.map(({ name }) => name).join(', ')} -->`,
    `> **Overridden by ${plain(by)}**${why}`,
    ...lines,
  ]
  return [...(body === '' ? [] : [body.trimEnd(), '']), ...note].join('\n')
}

/** One line with Markdown escaped: commit titles are untrusted. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>|~#@]/g, '\\$&')
