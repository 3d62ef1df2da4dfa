import type { Json, Sandbox } from './sandbox.js'

export interface ForgedDeployment {
  readonly environment: string
  readonly sha: string
  readonly state: string
  readonly description?: string
  /** The environment that the status moves the deployment to. */
  readonly movedTo?: string
  readonly logUrl?: string
}

const patchCheck = `
const { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository, GH_TOKEN: token, ID: id, BODY: body } = process.env
const headers = { authorization: "Bearer " + token }
fetch(api + "/repos/" + repository + "/check-runs/" + id, { method: "PATCH", headers, body }).then((answer) => {
  if (!answer.ok) throw new Error("Not renamed: " + answer.status)
})
`

/** The file of the workflows that the insider runs. */
const file = 'insider.yml'

/**
 * Attacks of a writer who approves nothing: dev, with a token and workflows on branches of his own. Everything goes over the API or
 * through steps of his workflows, which requires a sandbox with a runner.
 */
export function insiderOf(sandbox: Sandbox, repository = 'acme/widgets') {
  const send = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await sandbox.api('dev', method, `/repos/${repository}${path}`, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** Commits a workflow file on a branch, which starts at `from` if it is new. Returns the commit. */
  const pushWorkflow = async (
    branch: string,
    name: string,
    content: string,
    from = 'main',
  ): Promise<string> => {
    const matching: readonly Json[] = await send('GET', `/git/matching-refs/heads/${branch}`)
    const existing = matching.find(({ ref }) => ref === `refs/heads/${branch}`)
    const parent = existing?.object.sha ?? (await send('GET', `/commits/${from}`)).sha
    const path = `.github/workflows/${name}`
    const entry = { path, mode: '100644', type: 'blob', content }
    const base = (await send('GET', `/git/commits/${parent}`)).tree.sha
    const tree = (await send('POST', '/git/trees', { base_tree: base, tree: [entry] })).sha
    const commit = { message: `Write ${path}`, tree, parents: [parent] }
    const { sha } = await send('POST', '/git/commits', commit)
    if (existing) await send('PATCH', `/git/refs/heads/${branch}`, { sha })
    else await send('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha })
    return sha
  }

  /** Pushes a workflow with `on: push` to a branch. Returns its run, completed or waiting at a gate. */
  const runWorkflow = async (branch: string, content: string): Promise<Json> => {
    const sha = await pushWorkflow(branch, file, content)
    const idle = await sandbox.control('GET', `idle?timeout=60&repository=${repository}`)
    if (idle.status !== 200) throw new Error(`Runs have not finished: ${JSON.stringify(idle.body)}`)
    const { workflow_runs: runs } = await send('GET', `/actions/runs?head_sha=${sha}&event=push`)
    const run = runs.find(({ path }: Json) => path === `.github/workflows/${file}`)
    if (!run) throw new Error(`${file} did not run on ${branch}`)
    return run
  }

  /** Runs a script in a step with these permissions, and fails unless it succeeds. */
  const runStep = async (
    script: string,
    { permissions = {}, env = {} }: Readonly<Record<string, Readonly<Record<string, string>>>>,
  ): Promise<void> => {
    const steps = [{ run: script, env: { GH_TOKEN: '${{ github.token }}', ...env } }]
    const jobs = { attack: { 'runs-on': 'ubuntu-latest', steps } }
    const workflow = JSON.stringify({ on: 'push', permissions, jobs })
    const { conclusion, html_url: page } = await runWorkflow('insider/step', workflow)
    if (conclusion !== 'success') throw new Error(`The step has ended as ${conclusion}: ${page}`)
  }

  return {
    pushWorkflow,
    runWorkflow,
    /** Creates a deployment with one status. */
    forgeDeployment: async (forged: ForgedDeployment): Promise<Json> => {
      const { environment, sha, state, description = '', movedTo, logUrl } = forged
      const options = { ref: sha, environment, description, auto_merge: false, required_contexts: [] }
      const deployment = await send('POST', '/deployments', options)
      await send('POST', `/deployments/${deployment.id}/statuses`, {
        state,
        description,
        ...(movedTo !== undefined && { environment: movedTo }),
        ...(logUrl !== undefined && { log_url: logUrl }),
      })
      return send('GET', `/deployments/${deployment.id}`)
    },
    /** Points a tag of an image at another digest. */
    overwriteTag: (image: string, tag: string, digest: string): Promise<void> =>
      runStep('mkdir -p "$REL_IMAGES/$IMAGE/tags" && printf %s "$DIGEST" > "$REL_IMAGES/$IMAGE/tags/$TAG"', {
        env: { REL_IMAGES: '${{ vars.REL_IMAGES }}', IMAGE: image, TAG: tag, DIGEST: digest },
      }),
    /** Renames the check run of a job. */
    renameCheck: (id: number, name: string): Promise<void> =>
      runStep(`node -e '${patchCheck}'`, {
        permissions: { checks: 'write' },
        env: { ID: String(id), BODY: JSON.stringify({ name }) },
      }),
    deleteRun: async (id: number): Promise<void> => {
      await send('DELETE', `/actions/runs/${id}`)
    },
  }
}
