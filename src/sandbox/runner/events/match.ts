import { matchesAny } from '../expressions/filter-pattern.js'
import { isObject, type JsonObject } from '../json.js'
import { child, entriesOf, literal, texts, type Node } from '../workflow/yaml.js'
import type { Trigger } from './trigger.js'

/** The default activity types; other events trigger on every activity (docs: "Events that trigger workflows"). */
const defaultTypes: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
}

/** Whether the file's `on` matches this event. */
export async function isTriggeredBy(root: Node, trigger: Trigger, payload: JsonObject): Promise<boolean> {
  const on = child(root, 'on')
  if (!on) return false
  if (!('entries' in on)) return texts(on).includes(trigger.event) && typeMatches(undefined, trigger)
  const entry = entriesOf(on).find(({ key }) => key === trigger.event)
  if (!entry) return false
  const filter = entry.value
  return (
    typeMatches(child(filter, 'types'), trigger) &&
    refMatches(filter, trigger) &&
    workflowMatches(child(filter, 'workflows'), payload) &&
    (await pathsMatch(filter, trigger))
  )
}

function typeMatches(types: Node | undefined, { event, action }: Trigger): boolean {
  const allowedTypes = types ? texts(types) : defaultTypes[event]
  return allowedTypes === undefined || action === null || allowedTypes.includes(action)
}

/** Matches `branches` and `tags`. A push filter with only branches excludes tags, and one with only tags excludes branches. */
function refMatches(filter: Node, { event, branch, tag }: Trigger): boolean {
  const hasBranches = ['branches', 'branches-ignore'].some((key) => child(filter, key))
  const hasTags = ['tags', 'tags-ignore'].some((key) => child(filter, key))
  if (event === 'push' && tag !== null) return hasTags ? nameMatches(filter, 'tags', tag) : !hasBranches
  if (event === 'push' && branch !== null && hasTags && !hasBranches) return false
  return branch === null || event === 'create' || nameMatches(filter, 'branches', branch)
}

function nameMatches(filter: Node, kind: 'branches' | 'tags', name: string): boolean {
  const [only, ignored] = [child(filter, kind), child(filter, `${kind}-ignore`)]
  if (only && !matchesAny(texts(only), name)) return false
  return !ignored || !matchesAny(texts(ignored), name)
}

async function pathsMatch(filter: Node, { changes }: Trigger): Promise<boolean> {
  const [only, ignored] = [child(filter, 'paths'), child(filter, 'paths-ignore')]
  if ((!only && !ignored) || changes === null) return true
  const paths = await changes()
  if (only && !paths.some((path) => matchesAny(texts(only), path))) return false
  return !ignored || !paths.every((path) => matchesAny(texts(ignored), path))
}

function workflowMatches(workflows: Node | undefined, payload: JsonObject): boolean {
  const run = payload['workflow_run']
  return !workflows || (isObject(run) && texts(workflows).includes(String(run['name'])))
}

export const nameOf = (root: Node, path: string): string => literal(child(root, 'name')) ?? path
