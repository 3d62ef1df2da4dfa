import * as z from 'zod'

/** One word of the configuration, checked by a pattern, with what a person reads when it does not match. */
const word = (pattern: RegExp, wanted: string) =>
  z.string({ error: `must be ${wanted}` }).regex(pattern, { error: `must be ${wanted}` })

const repeated = <Value>(values: readonly Value[]): readonly Value[] =>
  values.filter((value, index) => values.indexOf(value) !== index)

/** A list in which nothing may stand twice. */
export const distinct = <Item extends z.ZodType>(item: Item) =>
  z.array(item).superRefine((values, context) => {
    for (const value of new Set(repeated(values)))
      context.addIssue({
        code: 'custom',
        message: `has ${JSON.stringify(value)} twice`,
        path: [values.lastIndexOf(value)],
      })
  })

export const text = z.string().min(1, { error: 'must not be empty' })

/** The environments there can be: docs/configuration.md. */
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

/** As everywhere in rel: 90s, 30m, 72h, 7d. */
export const duration = word(/^[1-9]\d*[smhd]$/, 'a duration such as 90s, 30m, 72h or 7d')

export const semver = word(
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/,
  'a semantic version without a pre-release, such as 0.1.0',
)

export const time = z.iso.datetime({
  offset: true,
  error: 'must be a time with seconds and a zone, such as 2026-12-20T00:00:00+01:00',
})

/** A login may have the underscore of a managed user and the [bot] of an app. */
export const approver = word(
  /^(?:role:(?:maintain|admin)|team:(?:[\w.-]+\/)?[\w.-]+|[A-Za-z0-9](?:[\w-]*[A-Za-z0-9])?(?:\[bot\])?)$/,
  'a login, role:maintain, role:admin, team:<team> or team:<organisation>/<team>',
).meta({ examples: ['role:maintain', 'role:admin'] })

/** Stands in tags (`api/1.4.0`), branches and names of environments. */
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
  .refine((name) => !placeholders.test(name), { error: 'knows only {owner}, {repository} and {service}' })

export const sharedWorkflows = word(
  /^(?:local|[\w.-]+\/[\w.-]+@[^\s@]+)$/,
  'local, or <owner>/<repository>@<ref>',
)

/** One repository for all actions, or one for each. */
export const privateActions = word(
  /^[\w.-]+\/[\w.-]+\*?$/,
  '<owner>/<repository>, or <owner>/<prefix>* for one repository for each action',
)

export const registry = z.url({
  protocol: /^https?$/,
  error: 'must be the https address of a package registry',
})

export const actionReference = word(
  /^(docker:\/\/\S+|[\w.-]+\/[\w./-]+(@[^\s@]+)?)$/,
  'the name of an action, <owner>/<name> or <owner>/<name>@<ref>, or docker://<image>',
)

/** What GitHub accepts as the name of a secret. */
export const secretName = word(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'a name of letters, digits and _ that does not begin with a digit',
).refine((name) => !/^GITHUB_/i.test(name), {
  error: 'may not begin with GITHUB_: GitHub refuses such secrets',
})
