import type { Sandbox } from './sandbox.js'

export interface Attempt {
  readonly ref?: string
  /** The states of its statuses, in order. */
  readonly states?: readonly string[]
  /** The description that `rel ci deploy` gives it. */
  readonly description?: string
  readonly url?: string
  readonly repository?: string
}

/** Creates a deployment with its statuses, as a job does. */
export async function deploy(sandbox: Sandbox, environment: string, attempt: Attempt = {}): Promise<number> {
  const { ref = 'main', states = ['success'], description: says, url, repository = 'acme/widgets' } = attempt
  const deployments = `/repos/${repository}/deployments`
  const wish = { ref, environment, required_contexts: [], auto_merge: false }
  const { status, body } = await sandbox.api('dev', 'POST', deployments, wish)
  if (status !== 201) throw new Error(`No deployment: ${JSON.stringify(body)}`)
  const inProgress = says === undefined ? [] : [{ state: 'in_progress', description: says }]
  for (const wish of [
    ...inProgress,
    ...states.map((state) => ({ state, ...(url && { environment_url: url }) })),
  ]) {
    const answer = await sandbox.api('dev', 'POST', `${deployments}/${body.id}/statuses`, wish)
    if (answer.status !== 201) throw new Error(`No status: ${JSON.stringify(answer.body)}`)
  }
  return body.id
}
