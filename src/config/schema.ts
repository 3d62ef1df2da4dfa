import * as z from 'zod'
import * as value from './values.js'

const labels = (standard: readonly string[]) => value.distinct(value.text).default([...standard])
const words = <const Words extends readonly [string, ...string[]]>(...list: Words) => z.enum(list)
/** A map of known keys; without it, the defaults of the keys apply. */
const group = <Shape extends z.ZodRawShape>(shape: Shape, about: string) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(about)

const freeze = z
  .strictObject({
    from: value.time,
    to: value.time,
    reason: value.text
      .nullable()
      .default(null)
      .describe('Reason shown to people who are stopped by the freeze.'),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    error: 'must be later than "from"',
    path: ['to'],
  })

const approvers = value.distinct(value.approver).min(1, { error: 'must name at least one approver' })

const credentials = z.union([
  words('kubeconfig'),
  z.strictObject({
    aws: z.strictObject({
      region: value.text.describe('Region of the cluster.'),
      cicd: value.text.describe('Role that the workflow assumes first.'),
      helm: value.text.describe('Role that the first role assumes to deploy.'),
    }),
  }),
])

const build = words('docker', 'own').describe(
  'docker: build with Docker. own: the team writes the action `build`.',
)

const sections = [
  { title: 'Features', labels: ['feature', 'enhancement'] },
  { title: 'Fixes', labels: ['fix', 'bug', 'bugfix', 'hotfix'] },
  { title: 'Documentation', labels: ['docs', 'documentation'] },
  { title: 'Maintenance', labels: ['maintenance', 'dependencies'] },
]

const secrets = (step: string) =>
  value
    .distinct(value.secretName)
    .default([])
    .describe(`Secrets to pass to the action \`${step}\` as environment variables.`)

/** The schema of `.github/rel.yml`, with defaults. Types, checks and the JSON schema for editors derive from it. */
export const schema = z.strictObject({
  environments: value
    .distinct(value.environment)
    .default(value.environmentWords)
    .describe('Environments of the repository: preview, qa<N>, dev, staging, production, hotfix.'),
  qa: group(
    {
      ttl: value.duration
        .nullable()
        .default(null)
        .describe('How long a pull request may hold a slot; null: no limit.'),
    },
    'QA slots.',
  ),
  gates: words('reviewers', 'dispatch')
    .default('reviewers')
    .describe(
      'reviewers: required reviewers of the GitHub environments approve. dispatch: an approver starts the deploy workflow.',
    ),
  approvers: z
    .union([approvers, z.partialRecord(value.environment, approvers)])
    .default(['role:maintain', 'role:admin'])
    .describe(
      'Who may approve with gates: dispatch. Logins, role:maintain, role:admin, team:<team>; or a map from environment to such a list.',
    ),
  freeze: z.array(freeze).default([]).describe('Periods in which nothing is published or approved.'),
  versions: group(
    {
      prefix: words('', 'v').default('').describe('Prefix of version tags.'),
      first: value.semver.default('0.1.0').describe('Version of the first release.'),
      increment: words('major', 'minor', 'patch')
        .default('minor')
        .describe('Increment if no label selects one.'),
      labels: group(
        {
          major: labels(['major', 'breaking']),
          minor: labels(['minor', 'enhancement', 'feature']),
          patch: labels([]),
        },
        'Pull request labels that select the increment.',
      ),
    },
    'How the next version is computed.',
  ),
  notes: group(
    {
      descriptions: z
        .boolean()
        .default(true)
        .describe("Include each pull request's description, folded below its entry."),
      hide: labels(['skip-changelog']).describe('Pull requests with one of these labels are not listed.'),
      template: value.path.nullable().default(null).describe('File with the text around the notes.'),
      sections: z
        .array(z.strictObject({ title: value.text, labels: value.distinct(value.text) }))
        .default(sections),
    },
    'Release notes.',
  ),
  services: z
    .record(
      value.serviceName,
      z.strictObject({
        paths: value.distinct(value.path).min(1, { error: 'must name at least one path' }),
        image: z.strictObject({ name: value.imageName.optional(), build: build.optional() }).optional(),
      }),
    )
    .default({})
    .describe('In a monorepo: the services by name, with their paths.'),
  image: group(
    { name: value.imageName.default('ghcr.io/{owner}/{repository}'), build: build.default('docker') },
    'The container image.',
  ),
  reuse: words('tree', 'never')
    .default('tree')
    .describe(
      'tree: on the default branch, reuse an image that was built from the same git tree. never: always build.',
    ),
  deploy: group(
    {
      with: words('helmfile', 'own')
        .default('helmfile')
        .describe(
          'helmfile: deploy with helmfile. own: the team writes the actions `deploy` and `undeploy`.',
        ),
      credentials: credentials.default('kubeconfig'),
    },
    'How to deploy environments.',
  ),
  workflows: value.sharedWorkflows
    .default('local')
    .describe('local: copy the workflows. <owner>/<repository>@<ref>: call the shared workflows there.'),
  actions: group(
    {
      private: value.privateActions
        .nullable()
        .default(null)
        .describe('Repository, or prefix of the repositories, of private actions.'),
      runner: value
        .distinct(value.text)
        .min(1, { error: 'must name at least one label of a runner' })
        .default(['ubuntu-latest']),
      registry: value.registry
        .nullable()
        .default(null)
        .describe('Package registry to install rel from; null: the default one.'),
    },
    'GitHub Actions.',
  ),
  reintegration: words('actions', 'token', 'manual')
    .default('actions')
    .describe(
      'Who opens reintegration pull requests. actions: the workflow token. token: the secret REINTEGRATION_TOKEN. manual: a person.',
    ),
  secrets: group(
    {
      build: secrets('build'),
      test: secrets('test'),
      deploy: secrets('deploy'),
      undeploy: secrets('undeploy'),
      promote: secrets('promote'),
    },
    'Names of secrets to pass to the actions.',
  ),
  sandbox: group(
    { standins: z.record(value.actionReference, value.text).default({}) },
    'Stand-ins: actions that replace others in the sandbox.',
  ),
})
