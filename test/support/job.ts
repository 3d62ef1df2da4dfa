import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sandbox } from './sandbox.js'
import { requestsOf, runRel, type Run } from './transcript.js'

export interface Push {
  readonly branch: string
  readonly commit: string
}
/** An event other than a push that started a run, with its payload. */
export interface EventPayload {
  readonly name: string
  readonly payload: unknown
}
export interface Job {
  /** The permissions of the job's token. */
  readonly permissions?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}
export type Step = Run & {
  /** The outputs of the step. */
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** Written as in workflow files; the API uses `pull_requests`. */
const defaultPermissions = { contents: 'write', deployments: 'read', 'pull-requests': 'read' }
/** Disables the credentials of the clone, because a checkout in a workflow persists none. */
const withoutHelper = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'credential.helper',
  GIT_CONFIG_VALUE_0: '',
}
let steps = 0

/** Runs rel as a step of a job, in a run of a push or another event, with a token like those of hotfix-release.yml. */
export async function runStep(
  sandbox: Sandbox,
  line: string,
  started: Push | EventPayload,
  { permissions = defaultPermissions, env = {} }: Job = {},
): Promise<Step> {
  const prefix = join(sandbox.home, `step-${(steps += 1)}`)
  const files = { event: `${prefix}.json`, output: `${prefix}.output`, summary: `${prefix}.md` }
  const { name, payload } = 'name' in started ? started : pushed(started)
  await writeFile(files.event, JSON.stringify(payload))
  const granted = Object.entries(permissions).map(([what, level]) => [what.replaceAll('-', '_'), level])
  const token = await sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: Object.fromEntries(granted),
  })
  const run = await runRel(sandbox, line, {
    env: {
      GITHUB_TOKEN: token,
      GITHUB_RUN_ID: '1',
      GITHUB_EVENT_NAME: name,
      GITHUB_EVENT_PATH: files.event,
      GITHUB_API_URL: sandbox.apiUrl,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      ...withoutHelper,
      ...env,
    },
  })
  const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')
  const outputs = (await read(files.output)).matchAll(/^(\w+)<<(\S+)\n([^]*?)\n\2$/gm)
  const summary = await read(files.summary)
  for (const file of Object.values(files)) await rm(file, { force: true })
  return {
    ...run,
    outputs: Object.fromEntries([...outputs].map(([, name, , value]) => [name, value])),
    summary,
  }
}

const pushed = ({ branch, commit }: Push): EventPayload => ({
  name: 'push',
  payload: { ref: `refs/heads/${branch}`, before: 'b'.repeat(40), after: commit },
})

/** Runs a step, and returns its write requests as well. */
export async function runStepWithWrites(
  sandbox: Sandbox,
  ...args: readonly [line: string, started: Push | EventPayload, job?: Job]
): Promise<Step & { readonly writes: readonly string[] }> {
  await sandbox.clearRequests()
  const step = await runStep(sandbox, ...args)
  const writes = (await requestsOf(sandbox)).filter((request) => !/^(GET|query) /.test(request))
  return { ...step, writes }
}
