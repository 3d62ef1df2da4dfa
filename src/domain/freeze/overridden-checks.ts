import type { Check } from '../plan/check.js'

/** The checks that somebody overrode when a release was published. */
const marker = /<!-- rel-forced: ([a-z, -]*) -->/

/** The names of the checks that the text of a release says were overridden. */
export const overriddenIn = (body: string): readonly string[] =>
  [...body.matchAll(new RegExp(marker, 'g'))].flatMap(([, names = '']) => names.split(', '))

export interface Override {
  /** Names of checks. */
  readonly names: readonly string[]
  readonly by: string
  readonly reason: string | null
}

/** The text of a release that says what was overridden, by whom and why; the same text where nothing new is to be said. */
export function withOverridden(
  body: string,
  checks: readonly Check[],
  { names, by, reason }: Override,
): string {
  const known = overriddenIn(body)
  const news = checks.filter(
    ({ name, passed, final }) => !passed && !final && names.includes(name) && !known.includes(name),
  )
  if (news.length === 0) return body
  const lines = news.map(({ name, finding }) => `> - \`${name}\`: ${plain(finding)}`)
  const said = reason === null ? '' : `: ${plain(reason)}`
  const note = [
    `<!-- rel-forced: ${news.map(({ name }) => name).join(', ')} -->`,
    `> **Overridden by ${plain(by)}**${said}`,
    ...lines,
  ]
  return [...(body === '' ? [] : [body.trimEnd(), '']), ...note].join('\n')
}

/** One line, in which nothing is markup: titles of commits come from anybody. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>|~#@]/g, '\\$&')
