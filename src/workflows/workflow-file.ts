import { isMap, isScalar, isSeq, LineCounter, type Node, type YAMLMap } from 'yaml'
import { parsedYaml } from '../lib/yaml.js'

export interface TextFile {
  /** The path in the repository. */
  readonly path: string
  readonly text: string
  /** `owner/name@ref` of the other repository that has the file. */
  readonly origin?: string
}

/** The parts of a workflow that are checked across files. */
export interface WorkflowFile {
  readonly path: string
  readonly origin: string | null
  readonly root: YAMLMap
  readonly jobs: readonly Job[]
  /** The 1-based line of a node. */
  readonly lineOf: (node: unknown) => number
}

export interface Job {
  readonly id: string
  readonly node: YAMLMap
  /** The workflow that the job calls; null for a job with steps. */
  readonly uses: string | null
  readonly steps: readonly YAMLMap[]
}

/** Parses a workflow file; null if the file is not a workflow. */
export function readWorkflowFile({ path, text, origin }: TextFile): WorkflowFile | null {
  const lines = new LineCounter()
  const root = parsedYaml(text, { lineCounter: lines }).contents
  const jobs = isMap(root) ? root.get('jobs') : null
  if (!isMap(root) || !isMap(jobs)) return null
  return {
    path,
    origin: origin ?? null,
    root,
    jobs: jobs.items.flatMap(({ key, value }) => (isMap(value) ? [jobOf(String(key), value)] : [])),
    lineOf: (node) => lines.linePos((node as Node).range?.[0] ?? 0).line,
  }
}

const jobOf = (id: string, node: YAMLMap): Job => {
  const steps = node.get('steps')
  return {
    id,
    node,
    uses: textIn(node, 'uses'),
    steps: isSeq(steps) ? steps.items.filter((step) => isMap(step)) : [],
  }
}

/** The scalar at a path of keys as text; null if there is none. */
export function textIn(map: YAMLMap, ...keys: readonly string[]): string | null {
  const value = map.getIn(keys)
  return value === undefined || value === null || isMap(value) || isSeq(value) ? null : String(value)
}

/** A mapping of scalars as texts. A single scalar (`read-all`) gets the empty key. */
export function textsIn(map: YAMLMap, key: string): Readonly<Record<string, string>> | null {
  const value: unknown = map.get(key, true)
  if (isScalar(value)) return { '': String(value.value) }
  if (!isMap(value)) return null
  return Object.fromEntries(value.items.map((item) => [String(item.key), String(item.value)]))
}

/** The `uses` value of a workflow: `owner/name/path@ref`, or `./path` in the same repository. */
export function workflowReference(path: string, origin: string | null): string {
  const [repository = '', ref = ''] = origin?.split('@') ?? []
  return origin === null ? `./${path}` : `${repository}/${path}@${ref}`
}
