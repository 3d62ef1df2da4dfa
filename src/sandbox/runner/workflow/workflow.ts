import { WorkflowProblem } from '../problem.js'
import { unknownKeys } from './known-keys.js'
import { officialFindings } from './validate.js'
import { child, entriesOf, literal, parseYaml, texts, type Node } from './yaml.js'

/** How a workflow is called: by a local path, or by this ref of its repository. */
export type CalledBy = { readonly local: true } | { readonly local: false; readonly ref: string }

/** A workflow file at a commit. */
export interface Source {
  /** Undefined for the workflow of the run. */
  readonly calledBy?: CalledBy
  /** owner/name */
  readonly repository: string
  readonly commit: string
  readonly path: string
  readonly text: string
}

export interface Job {
  readonly id: string
  readonly node: Node
  readonly needs: readonly string[]
  /** The workflow that it calls; null for a job with steps. */
  readonly uses: string | null
}

export interface Workflow {
  readonly source: Source
  readonly root: Node
  /** What it uses that the sandbox does not support, one line each. */
  readonly limits: readonly string[]
  readonly name: string
  readonly jobs: readonly Job[]
}

/** Reads a workflow file; throws a WorkflowProblem with all findings of GitHub's parser. */
export async function readWorkflow(source: Source): Promise<Workflow> {
  const root = parseYaml(source.path, source.text)
  const findings = await officialFindings(source.path, source.text)
  if (findings.length > 0) throw new WorkflowProblem(findings)
  return {
    source,
    root,
    limits: unknownKeys(root),
    name: literal(child(root, 'name')) ?? source.path,
    jobs: entriesOf(child(root, 'jobs')).map(({ key, value }) => ({
      id: key,
      node: value,
      needs: texts(child(value, 'needs')),
      uses: literal(child(value, 'uses')),
    })),
  }
}

/** The ids of all jobs that a job needs, directly or indirectly. */
export function ancestorsOf({ jobs }: Workflow, { needs }: Job): readonly string[] {
  const found = new Set<string>()
  const visit = (ids: readonly string[]): void => {
    for (const id of ids) {
      if (found.has(id)) continue
      found.add(id)
      visit(jobs.find((job) => job.id === id)?.needs ?? [])
    }
  }
  visit(needs)
  return [...found]
}
