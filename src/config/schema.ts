import * as z from 'zod'
import * as value from './values.js'

const labels = (standard: readonly string[]) => value.distinct(value.text).default([...standard])
const words = <const Words extends readonly [string, ...string[]]>(...list: Words) => z.enum(list)
/** A map of known keys; left out, it is its own defaults. */
const group = <Shape extends z.ZodRawShape>(shape: Shape, about: string) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(about)

const freeze = z
  .strictObject({
    from: value.time,
    to: value.time,
    reason: value.text.nullable().default(null).describe('What people who meet the freeze are told.'),
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
      cicd: value.text.describe('Role that the workflow takes first.'),
      helm: value.text.describe('Role that the first one takes to deploy.'),
    }),
  }),
])

const build = words('docker', 'own').describe('own: the action `build` is written by the team.')

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
    .describe(`Secrets that the action \`${step}\` gets as environment variables.`)

/** `.github/rel.yml`: every key, its values and its default. Types, checks and the editors' schema come from here. */
export const schema = z.strictObject({
  environments: value
    .distinct(value.environment)
    .default(value.environmentWords)
    .describe('Environments that exist: preview, qa<N>, dev, staging, production, hotfix.'),
  qa: group(
    {
      ttl: value.duration
        .nullable()
        .default(null)
        .describe('How long a slot may be held; null: without end.'),
    },
    'QA slots.',
  ),
  gates: words('reviewers', 'dispatch')
    .default('reviewers')
    .describe(
      'reviewers: required reviewers of the GitHub environments. dispatch: approving starts the deploy workflow.',
    ),
  approvers: z
    .union([approvers, z.partialRecord(value.environment, approvers)])
    .default(['role:maintain', 'role:admin'])
    .describe(
      'With gates: dispatch. Logins, role:maintain, role:admin, team:<team>; or a map from environment to such a list.',
    ),
  freeze: z.array(freeze).default([]).describe('Times in which nothing is published.'),
  versions: group(
    {
      prefix: words('', 'v').default('').describe('What stands before the version in a tag.'),
      first: value.semver.default('0.1.0').describe('Version of the first release.'),
      increment: words('major', 'minor', 'patch')
        .default('minor')
        .describe('Increment when no label asks for one.'),
      labels: group(
        {
          major: labels(['major', 'breaking']),
          minor: labels(['minor', 'enhancement', 'feature']),
          patch: labels([]),
        },
        'Labels of pull requests that ask for an increment.',
      ),
    },
    'How versions are made.',
  ),
  notes: group(
    {
      descriptions: z
        .boolean()
        .default(true)
        .describe("Fold each pull request's description below its entry."),
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
    .describe('Monorepo: services by name, with the paths that are theirs.'),
  image: group(
    { name: value.imageName.default('ghcr.io/{owner}/{repository}'), build: build.default('docker') },
    'The container image.',
  ),
  reuse: words('tree', 'never')
    .default('tree')
    .describe('tree: on the default branch an image of the same git tree is reused.'),
  deploy: group(
    {
      with: words('helmfile', 'own')
        .default('helmfile')
        .describe('own: the actions `deploy` and `undeploy` are written by the team.'),
      credentials: credentials.default('kubeconfig'),
    },
    'How environments are deployed.',
  ),
  workflows: value.sharedWorkflows
    .default('local')
    .describe('local: the workflows are copied; else where the shared ones are.'),
  actions: group(
    {
      private: value.privateActions.nullable().default(null).describe('Where private actions are.'),
      runner: value
        .distinct(value.text)
        .min(1, { error: 'must name at least one label of a runner' })
        .default(['ubuntu-latest']),
      registry: value.registry
        .nullable()
        .default(null)
        .describe('Package registry that rel is installed from; null: the usual one.'),
    },
    'GitHub Actions.',
  ),
  reintegration: words('actions', 'token', 'manual')
    .default('actions')
    .describe('Who opens reintegration pull requests: the workflow token, REINTEGRATION_TOKEN, or a person.'),
  secrets: group(
    {
      build: secrets('build'),
      test: secrets('test'),
      deploy: secrets('deploy'),
      undeploy: secrets('undeploy'),
      promote: secrets('promote'),
    },
    'Names of secrets.',
  ),
  sandbox: group(
    { standins: z.record(value.actionReference, value.text).default({}) },
    'The sandbox: actions that stand in for others.',
  ),
})
