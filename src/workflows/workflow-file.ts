import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml'

export interface TextFile {
  /** Within the repository. */
  readonly path: string
  readonly text: string
  /** `owner/name@ref` of the other repository that it is called from. */
  readonly origin?: string
}

/** A workflow as far as it is looked at across files. */
export interface WorkflowFile {
  readonly path: string
  readonly origin: string | null
  readonly root: YAMLMap
  readonly jobs: readonly Job[]
  /** Counted from 1. */
  readonly lineOf: (node: unknown) => number
}

export interface Job {
  readonly id: string
  readonly node: YAMLMap
  /** The workflow that it calls; null for one with steps. */
  readonly uses: string | null
  readonly steps: readonly YAMLMap[]
}

/** Null for a file that is no workflow. */
export function readWorkflowFile({ path, text, origin }: TextFile): WorkflowFile | null {
  const lines = new LineCounter()
  const root = parseDocument(text, { lineCounter: lines }).contents
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

/** The text at a path of keys; null where there is none. */
export function textIn(map: YAMLMap, ...keys: readonly string[]): string | null {
  const value = map.getIn(keys)
  return value === undefined || value === null || isMap(value) || isSeq(value) ? null : String(value)
}

/** A mapping of texts; a single word (`read-all`) is under the empty name. */
export function textsIn(map: YAMLMap, key: string): Readonly<Record<string, string>> | null {
  const value: unknown = map.get(key, true)
  if (isScalar(value)) return { '': String(value.value) }
  if (!isMap(value)) return null
  return Object.fromEntries(value.items.map((item) => [String(item.key), String(item.value)]))
}

/** As a `uses` names a workflow, from wherever: `owner/name/path@ref`, or `./path` for the repository's own. */
export function workflowReference(path: string, origin: string | null): string {
  const [repository = '', ref = ''] = origin?.split('@') ?? []
  return origin === null ? `./${path}` : `${repository}/${path}@${ref}`
}
