import { isWorkflow, permits } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { run, type GitRepository } from '../../git/run.js'
import { objectInfo } from '../../git/objects.js'
import type { Actor } from '../../request.js'

const folder = '.github/workflows'

/** Whether Actions reads the file as a workflow. */
export const isWorkflowFile = (path: string): boolean => path.startsWith(`${folder}/`)

/** A workflow's own token never has the `workflows` permission; classic tokens in the sandbox have the `workflow` scope. */
export const mayTouchWorkflows = (actor: Actor): boolean => permits(actor, ['workflows'], 'write')

/** The REST error for changed workflow files: it names the permissions, not the file. */
export const workflowsRefused = (actor: Actor): GitHubError =>
  new GitHubError(
    403,
    `Resource not accessible by ${isWorkflow(actor) ? 'integration' : 'personal access token'}`,
    {
      headers: { 'x-accepted-github-permissions': 'contents=write; contents=write,workflows=write' },
    },
  )

/** Writing workflow files needs a separate permission. */
export function mustAllowFiles(actor: Actor, paths: readonly string[]): void {
  if (paths.some(isWorkflowFile) && !mayTouchWorkflows(actor)) throw workflowsRefused(actor)
}

/** Refuses a commit whose workflow folder differs from that of every branch, if the actor may not change workflows. */
export async function mustAllowCommit(actor: Actor, git: GitRepository, sha: string): Promise<void> {
  if (mayTouchWorkflows(actor)) return
  const files = await workflowsAt(git, sha)
  const heads = (await run(git, ['for-each-ref', '--format=%(objectname)', 'refs/heads/'])).split('\n')
  for (const head of new Set(heads.filter(Boolean))) if ((await workflowsAt(git, head)) === files) return
  if (files !== null) throw workflowsRefused(actor)
}

const workflowsAt = async (git: GitRepository, sha: string): Promise<string | null> =>
  (await objectInfo(git, `${sha}:${folder}`))?.oid ?? null

/** The first workflow file of a commit that no branch has with this content; null if there is none. */
export async function firstNewWorkflow(git: GitRepository, sha: string): Promise<string | null> {
  const heads = (await run(git, ['for-each-ref', '--format=%(objectname)', 'refs/heads/'])).split('\n')
  const known = await Promise.all([...new Set(heads.filter(Boolean))].map((head) => filesAt(git, head)))
  const all = new Set(known.flat())
  const added = (await filesAt(git, sha)).find((file) => !all.has(file))
  return added === undefined ? null : added.slice(added.indexOf('\t') + 1)
}

/** `<blob>\t<path>` of every workflow file. */
async function filesAt(git: GitRepository, sha: string): Promise<readonly string[]> {
  const out = await run(git, [
    'ls-tree',
    '-r',
    '-z',
    '--format=%(objectname)%x09%(path)',
    sha,
    '--',
    `${folder}/`,
  ])
  return out.split('\0').filter(Boolean)
}
