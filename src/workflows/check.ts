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
 * Finds errors that GitHub reports only when a run starts, and linters do not find: a called workflow that requests more
 * permissions than its caller grants, a caller and a callee in one concurrency group, and a `uses` that does not exist.
 * `files`: the workflows and actions of a repository, and those that it calls in others. `exists`: whether an action or workflow
 * of another repository exists. `setting`: the default permissions of tokens in the repository.
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
    return workflows.find((called) => workflowReference(called.path, called.origin) === wanted)
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

/** A called workflow can only lower the permissions of its caller. */
function permissionFindings(
  callee: WorkflowFile,
  allowed: Permissions,
  calleeOf: CalleeOf,
): readonly string[] {
  return callee.jobs.flatMap((job) => {
    const requested = granted(callee, job, allowed)
    const nested = calleeOf(callee, job)
    return [
      ...excess(requested, allowed).map(
        (scope) =>
          `The job ${job.id} of ${callee.path} requests ${scope}: ${requested[scope]}, but its caller grants ${allowed[scope] ?? 'none'}.`,
      ),
      ...(nested ? permissionFindings(nested, requested, calleeOf) : []),
    ]
  })
}

/** The concurrency groups of a workflow and its job, as they are written. */
const groupsOf = ({ root }: Pick<WorkflowFile, 'root'>, { node }: Pick<Job, 'node'>): readonly string[] =>
  [root, node].flatMap((map) => groupIn(map) ?? [])
const groupIn = (map: WorkflowFile['root']): string | null =>
  textIn(map, 'concurrency', 'group') ?? textIn(map, 'concurrency')

/** A callee that waits for a group of its caller never starts. In a called workflow, `github.workflow` is the caller's name. */
function groupFindings(
  callee: WorkflowFile,
  caller: Job,
  callerGroups: readonly string[],
  calleeOf: CalleeOf,
): readonly string[] {
  const given = textsIn(caller.node, 'with') ?? {}
  const withInputs = (group: string): string =>
    group.replaceAll(/\$\{\{\s*inputs\.([\w-]+)\s*\}\}/g, (match, name: string) => given[name] ?? match)
  const calleeGroup = groupIn(callee.root)
  const findings = (group: string | null, of: string): readonly string[] =>
    group !== null && callerGroups.map(normalized).includes(normalized(withInputs(group)))
      ? [`${of} uses the concurrency group ${group} of its caller, so it would wait for itself.`]
      : []
  return [
    ...findings(calleeGroup, callee.path),
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
