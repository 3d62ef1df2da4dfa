import * as z from 'zod'

/** A string that matches a pattern; `expected` describes it in the error message. */
const word = (pattern: RegExp, expected: string) =>
  z.string({ error: `must be ${expected}` }).regex(pattern, { error: `must be ${expected}` })

/** The values that a list has more than once, each with its last place. */
function repeated<Value>(values: readonly Value[]): ReadonlyMap<Value, number> {
  const seen = new Set<Value>()
  const found = new Map<Value, number>()
  for (const [place, value] of values.entries()) {
    if (seen.has(value)) found.set(value, place)
    seen.add(value)
  }
  return found
}

/** A list without duplicates. */
export const distinct = <Item extends z.ZodType>(item: Item) =>
  z.array(item).superRefine((values, context) => {
    for (const [value, place] of repeated(values))
      context.addIssue({
        code: 'custom',
        message: `repeats ${JSON.stringify(value)}`,
        path: [place],
      })
  })

export const text = z.string().min(1, { error: 'must not be empty' })

/** The default environments, in the order of a release: docs/configuration.md. */
export const environmentWords = [
  'preview',
  'qa1',
  'qa2',
  'qa3',
  'qa4',
  'dev',
  'staging',
  'production',
  'hotfix',
]
export const environment = word(
  /^(?:preview|qa[1-9]\d*|dev|staging|production|hotfix)$/,
  'preview, qa<N> (qa1, qa2, …), dev, staging, production or hotfix',
).meta({ examples: environmentWords })

/** A duration such as 90s, 30m, 72h or 7d. */
export const duration = word(/^[1-9]\d*[smhd]$/, 'a duration such as 90s, 30m, 72h or 7d')

export const semver = word(
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/,
  'a semantic version without a pre-release, such as 0.1.0',
)

export const time = z.iso.datetime({
  offset: true,
  error: 'must be a time with seconds and a zone, such as 2026-12-20T00:00:00+01:00',
})

/** Logins of managed users may contain an underscore; logins of apps end in [bot]. */
export const approver = word(
  /^(?:role:(?:maintain|admin)|team:(?:[\w.-]+\/)?[\w.-]+|[A-Za-z0-9](?:[\w-]*[A-Za-z0-9])?(?:\[bot\])?)$/,
  'a login, role:maintain, role:admin, team:<team> or team:<organisation>/<team>',
).meta({ examples: ['role:maintain', 'role:admin'] })

/** Used in tags (`api/1.4.0`), branches and names of environments. */
export const serviceName = word(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'a name of a-z, 0-9 and -, such as api')

/** A folder or file inside the repository. */
export const path = word(
  /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$)).+$/,
  'a path inside the repository, such as services/api',
)

const placeholders = /\{(?!owner\}|repository\}|service\})/
export const imageName = z
  .string()
  .regex(/^[a-z0-9.{][\w.{}:/-]*$/, {
    error: 'must be the name of an image, such as ghcr.io/{owner}/{repository}',
  })
  .refine((name) => !placeholders.test(name), {
    error: 'may only use the placeholders {owner}, {repository} and {service}',
  })

export const sharedWorkflows = word(
  /^(?:local|[\w.-]+\/[\w.-]+@[^\s@]+)$/,
  'local or <owner>/<repository>@<ref>',
)

/** One repository for all actions, or a prefix for one repository per action. */
export const privateActions = word(
  /^[\w.-]+\/[\w.-]+\*?$/,
  '<owner>/<repository>, or <owner>/<prefix>* for one repository per action',
)

export const registry = z.url({
  protocol: /^https?$/,
  error: 'must be the URL of a package registry',
})

export const actionReference = word(
  /^(docker:\/\/\S+|[\w.-]+\/[\w./-]+(@[^\s@]+)?)$/,
  'the name of an action, <owner>/<name> or <owner>/<name>@<ref>, or docker://<image>',
)

/** The names that GitHub accepts for secrets. */
export const secretName = word(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'a name of letters, digits and _ that does not begin with a digit',
).refine((name) => !/^GITHUB_/i.test(name), {
  error: 'must not begin with GITHUB_, which GitHub reserves',
})
