import { GitHubError } from '../../errors.js'
import type { Run } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

/** GitHub answers a search with the newest runs only (docs: "List workflow runs for a repository"). */
const maxFound = 1000

/** The runs that match a query of the API, newest first; `workflow` null: of all workflows. */
export function findRuns(
  world: World,
  { id }: Repository,
  workflow: number | null,
  query: URLSearchParams,
): readonly Run[] {
  const { store } = world
  const [sha, branch] = [query.get('head_sha'), query.get('branch')]
  const rows = sha
    ? store.by('runs', 'sha', `${id}/${sha}`)
    : branch
      ? store.by('runs', 'branch', `${id}/${branch}`)
      : workflow === null
        ? store.by('runs', 'repository', id)
        : store.by('runs', 'workflow', workflow)
  const filters = filtersOf(query)
  const isMatch = (run: Run): boolean =>
    (workflow === null || run.workflow === workflow) && filters.every((matches) => matches(run))
  const found = rows.filter(isMatch).reverse()
  return filters.length === 0 ? found : found.slice(0, maxFound)
}

type Filter = (run: Run) => boolean

function filtersOf(query: URLSearchParams): readonly Filter[] {
  const table: Readonly<Record<string, (value: string) => Filter>> = {
    actor: (value) => (run) => run.actor.toLowerCase() === value.toLowerCase(),
    branch: (value) => (run) => run.headBranch === value,
    event: (value) => (run) => run.event === value,
    // The parameter is a status or a conclusion.
    status: (value) => (run) => run.status === value || run.conclusion === value,
    head_sha: (value) => (run) => run.headSha === value,
    check_suite_id: (value) => (run) => run.suite === Number(value),
    created: createdWithin,
  }
  return Object.entries(table).flatMap(([name, filter]) => {
    const value = query.get(name)
    return value ? [filter(value)] : []
  })
}

/** GitHub's date ranges: a day, `>=D`, `>D`, `<=D`, `<D`, `A..B`, with `*` for an open end. */
function createdWithin(range: string): Filter {
  const [, sign = '', first = '', last] = /^([<>]=?)?([^.]+)(?:\.\.(.+))?$/.exec(range) ?? []
  const boundary = (at: string, end: boolean): number => {
    if (at === '*') return end ? Infinity : -Infinity
    const time = Date.parse(at)
    if (Number.isNaN(time)) throw new GitHubError(422, `Invalid value for created: ${range}`)
    return /^\d{4}-\d\d-\d\d$/.test(at) && end ? time + 86_400_000 - 1 : time
  }
  const from = sign.startsWith('<') ? -Infinity : boundary(first, sign === '>')
  const to = sign.startsWith('>') ? Infinity : boundary(last ?? first, sign !== '<')
  return ({ createdAt }) => {
    const at = Date.parse(createdAt)
    return (sign === '>' ? at > from : at >= from) && (sign === '<' ? at < to : at <= to)
  }
}
