import { isWorkflow, permits } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import { run, type GitRepository } from '../../git/run.js'
import { objectInfo } from '../../git/objects.js'
import type { Actor } from '../../request.js'

const folder = '.github/workflows'

/** Is it a file that Actions reads as a workflow? */
export const isWorkflowFile = (path: string): boolean => path.startsWith(`${folder}/`)

/** A workflow's own token never has the permission `workflows`; a classic token here has its scope. */
export const mayTouchWorkflows = (actor: Actor): boolean => permits(actor, ['workflows'], 'write')

/** What REST says where the files differ: it names the permissions, and no file. */
export const workflowsRefused = (actor: Actor): GitHubError =>
  new GitHubError(
    403,
    `Resource not accessible by ${isWorkflow(actor) ? 'integration' : 'personal access token'}`,
    {
      headers: { 'x-accepted-github-permissions': 'contents=write; contents=write,workflows=write' },
    },
  )

/** Workflow files are written with a permission of their own. */
export function mustAllowFiles(actor: Actor, paths: readonly string[]): void {
  if (paths.some(isWorkflowFile) && !mayTouchWorkflows(actor)) throw workflowsRefused(actor)
}

/** A ref to a commit whose workflow files are those of no branch brings new workflows in. */
export async function mustAllowCommit(actor: Actor, git: GitRepository, sha: string): Promise<void> {
  if (mayTouchWorkflows(actor)) return
  const files = await workflowsAt(git, sha)
  const heads = (await run(git, ['for-each-ref', '--format=%(objectname)', 'refs/heads/'])).split('\n')
  for (const head of new Set(heads.filter(Boolean))) if ((await workflowsAt(git, head)) === files) return
  if (files !== null) throw workflowsRefused(actor)
}

const workflowsAt = async (git: GitRepository, sha: string): Promise<string | null> =>
  (await objectInfo(git, `${sha}:${folder}`))?.oid ?? null

/** The first workflow file of a commit that no branch has just so; null if it brings nothing new. */
export async function firstNewWorkflow(git: GitRepository, sha: string): Promise<string | null> {
  const heads = (await run(git, ['for-each-ref', '--format=%(objectname)', 'refs/heads/'])).split('\n')
  const known = await Promise.all([...new Set(heads.filter(Boolean))].map((head) => filesAt(git, head)))
  const all = new Set(known.flat())
  const fresh = (await filesAt(git, sha)).find((file) => !all.has(file))
  return fresh === undefined ? null : fresh.slice(fresh.indexOf('\t') + 1)
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
