import { WorkflowProblem } from '../problem.js'
import { unknownKeys } from './known-keys.js'
import { officialFindings } from './validate.js'
import { child, entriesOf, literal, parseYaml, texts, type Node } from './yaml.js'

/** A workflow file at a commit. */
export interface Source {
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
  /** The workflow that it calls; null for one with steps. */
  readonly uses: string | null
}

export interface Workflow {
  readonly source: Source
  readonly root: Node
  /** What GitHub can do with it and the sandbox cannot; one line each. */
  readonly limits: readonly string[]
  readonly name: string
  readonly jobs: readonly Job[]
}

/** Reads a file that GitHub's parser accepts; throws WorkflowProblem with everything that it has to say. */
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

/** All jobs that a job needs, and those that these need. */
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
