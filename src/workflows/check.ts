import { unresolvedUses, type Exists } from './check-uses.js'
import type { Finding } from './finding.js'
import { excess, granted, defaultPermissions, type Permissions } from './permissions.js'
import {
  workflowReference,
  readWorkflowFile,
  textIn,
  textsIn,
  type Job,
  type TextFile,
  type WorkflowFile,
} from './workflow-file.js'

/**
 * What GitHub finds only when a run starts, and no linter does: a called workflow that asks for more than its caller grants, caller
 * and callee in one concurrency group, a `uses` that leads nowhere. `files`: the workflows and actions of a repository, and what it calls
 * of others; `exists`: whether an action or workflow of another repository is there; `setting`: what a token may where no file says it.
 */
export function checkWorkflows(
  files: readonly TextFile[],
  exists: Exists = () => true,
  setting: 'read' | 'write' = 'read',
): readonly Finding[] {
  const workflows = files
    .filter(({ path }) => path.startsWith('.github/workflows/'))
    .flatMap((file) => readWorkflowFile(file) ?? [])
  const calleeOf: CalleeOf = ({ origin }, { uses }) => {
    const wanted = uses?.startsWith('./') ? workflowReference(uses.slice(2), origin) : uses
    return workflows.find((one) => workflowReference(one.path, one.origin) === wanted)
  }
  const own = workflows.filter(({ origin }) => origin === null)
  const paths = files.filter(({ origin }) => origin === undefined).map(({ path }) => path)
  return own.flatMap((workflow) => [
    ...unresolvedUses(workflow, paths, exists),
    ...workflow.jobs.flatMap((job) => {
      const callee = calleeOf(workflow, job)
      if (!callee) return []
      const at = { path: workflow.path, line: workflow.lineOf(job.node.get('uses', true)) }
      const allowed = granted(workflow, job, defaultPermissions(setting))
      return [
        ...permissionFindings(callee, allowed, calleeOf),
        ...groupFindings(callee, job, groupsOf(workflow, job), calleeOf),
      ].map((message) => ({ ...at, message }))
    }),
  ])
}

type CalleeOf = (workflow: WorkflowFile, job: Job) => WorkflowFile | undefined

/** A called workflow may lower the permissions of its caller, and never raise them. */
function permissionFindings(
  callee: WorkflowFile,
  allowed: Permissions,
  calleeOf: CalleeOf,
): readonly string[] {
  return callee.jobs.flatMap((job) => {
    const wanted = granted(callee, job, allowed)
    const nested = calleeOf(callee, job)
    return [
      ...excess(wanted, allowed).map(
        (scope) =>
          `The job ${job.id} of ${callee.path} asks for ${scope}: ${wanted[scope]}, and its caller grants ${allowed[scope] ?? 'none'}.`,
      ),
      ...(nested ? permissionFindings(nested, wanted, calleeOf) : []),
    ]
  })
}

/** The groups that a run is in while a job of it is called, as they are written. */
const groupsOf = ({ root }: Pick<WorkflowFile, 'root'>, { node }: Pick<Job, 'node'>): readonly string[] =>
  [root, node].flatMap((map) => groupIn(map) ?? [])
const groupIn = (map: WorkflowFile['root']): string | null =>
  textIn(map, 'concurrency', 'group') ?? textIn(map, 'concurrency')

/** Waiting for a group that the own caller holds never ends. Within a called workflow `github.workflow` is the caller's. */
function groupFindings(
  callee: WorkflowFile,
  caller: Job,
  callerGroups: readonly string[],
  calleeOf: CalleeOf,
): readonly string[] {
  const given = textsIn(caller.node, 'with') ?? {}
  const withInputs = (group: string): string =>
    group.replaceAll(/\$\{\{\s*inputs\.([\w-]+)\s*\}\}/g, (whole, name: string) => given[name] ?? whole)
  const whole = groupIn(callee.root)
  const findings = (group: string | null, of: string): readonly string[] =>
    group !== null && callerGroups.map(normalized).includes(normalized(withInputs(group)))
      ? [`${of} wants the concurrency group ${group}, which its caller holds: it would wait for itself.`]
      : []
  return [
    ...findings(whole, callee.path),
    ...callee.jobs.flatMap((job) => {
      const nested = calleeOf(callee, job)
      const inner = [...callerGroups, ...groupsOf(callee, job).map(withInputs)]
      return [
        ...findings(groupIn(job.node), `The job ${job.id} of ${callee.path}`),
        ...(nested ? groupFindings(nested, job, inner, calleeOf) : []),
      ]
    }),
  ]
}
const normalized = (group: string): string => group.replaceAll(/\s+/g, '').toLowerCase()
