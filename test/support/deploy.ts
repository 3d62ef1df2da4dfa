import type { Sandbox } from './sandbox.js'

export interface Attempt {
  readonly ref?: string
  /** Its statuses, one after another. */
  readonly states?: readonly string[]
  /** What `rel ci deploy` says of it. */
  readonly description?: string
  readonly url?: string
  readonly repository?: string
}

/** An attempt to deploy, as a job leaves it behind. */
export async function deploy(sandbox: Sandbox, environment: string, attempt: Attempt = {}): Promise<number> {
  const { ref = 'main', states = ['success'], description: says, url, repository = 'acme/widgets' } = attempt
  const deployments = `/repos/${repository}/deployments`
  const wish = { ref, environment, required_contexts: [], auto_merge: false }
  const { status, body } = await sandbox.api('dev', 'POST', deployments, wish)
  if (status !== 201) throw new Error(`No deployment: ${JSON.stringify(body)}`)
  const told = says === undefined ? [] : [{ state: 'in_progress', description: says }]
  for (const wish of [...told, ...states.map((state) => ({ state, ...(url && { environment_url: url }) }))]) {
    const answer = await sandbox.api('dev', 'POST', `${deployments}/${body.id}/statuses`, wish)
    if (answer.status !== 201) throw new Error(`No status: ${JSON.stringify(answer.body)}`)
  }
  return body.id
}
