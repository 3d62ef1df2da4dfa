import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test as anywhere } from 'vitest'
import { templateText } from '../../src/workflows/pack.js'
import { missingPrograms, runComposite } from '../support/composite.js'

const test = anywhere.skipIf(missingPrograms.length > 0)
let folder: string
/** A fake aws that prints its arguments and profiles, and a fake curl that returns the OIDC token of the runner. */
const programs = {
  aws: 'if [ "$1" = sts ]; then exit "$NO_IDENTITY"; fi\necho "$@" | sed "s#$RUNNER_TEMP#TEMP#"\nsed "s#$RUNNER_TEMP#TEMP#" "$AWS_CONFIG_FILE"',
  curl: 'case "$*" in *"bearer t https://token?a=1&audience=sts.amazonaws.com") echo \'{"value": "id"}\' ;; *) exit 1 ;; esac',
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rel-aws-'))
  await mkdir(join(folder, 'bin'))
  for (const [name, script] of Object.entries(programs))
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const inputs = { region: 'eu-west-1', cicd: 'arn:ci', helm: 'arn:helm', cluster: 'blue' }
const oidc = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token?a=1', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' }
const signIn = async (env: Readonly<Record<string, string>>, given: Readonly<Record<string, string>> = {}) =>
  runComposite(await templateText({ source: 'actions/aws/action.yml' }), {
    inputs: { ...inputs, ...given },
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      GITHUB_RUN_ID: '7',
      RUNNER_ENVIRONMENT: 'github-hosted',
      NO_IDENTITY: '0',
      ...env,
    },
  })
const profiles = (
  source: string,
): string => `eks update-kubeconfig --name blue --profile helm --kubeconfig TEMP/kubeconfig
[profile cicd]
region = eu-west-1
role_arn = arn:ci
role_session_name = rel-7
${source}
[profile helm]
region = eu-west-1
role_arn = arn:helm
role_session_name = rel-7
source_profile = cicd
`

test.each([
  ['OIDC on a runner of GitHub', oidc, 'web_identity_token_file = TEMP/id-token'],
  [
    'OIDC on a runner without an identity',
    { ...oidc, RUNNER_ENVIRONMENT: 'self-hosted', NO_IDENTITY: '1' },
    'web_identity_token_file = TEMP/id-token',
  ],
  [
    'the instance profile of a runner of the team',
    { ...oidc, RUNNER_ENVIRONMENT: 'self-hosted' },
    'credential_source = Ec2InstanceMetadata',
  ],
])('assumes the CI role by %s, and then the Helm role', async (_name, env, source) => {
  expect(await signIn(env)).toEqual({ status: 0, outputs: {}, log: profiles(source) })
})

test('skips the cluster if none is given, and continues without a role if the run has no OIDC token', async () => {
  expect(await signIn(oidc, { cluster: '' })).toMatchObject({ status: 0, log: '' })
  expect(await signIn({})).toMatchObject({
    status: 0,
    log: expect.stringContaining('::notice::This run has no OIDC token'),
  })
})
