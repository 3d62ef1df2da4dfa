import { roleOf } from '../../permissions.js'
import { GitHubError } from '../../errors.js'
import type { Actor } from '../../request.js'
import type { Issue, Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { isPull } from '../access/access.js'
import { labelsOf } from '../pulls/labels.js'

/** One term of a search query: a word or `name:value`; a leading minus excludes matches. */
export interface Term {
  readonly name: string
  /** In lower case. */
  readonly value: string
  readonly excluded: boolean
}

export function termsOf(query: string): readonly Term[] {
  return [...query.matchAll(/(?<!\S)(-?)(?:([a-z-]+):)?(?:"([^"]*)"|(\S+))/g)].map(
    ([, minus, name = 'word', quoted, plain]) => ({
      name,
      value: (quoted ?? plain ?? '').toLowerCase(),
      excluded: minus === '-',
    }),
  )
}

/** The repositories that match the terms and that the actor may read. */
export const repositoriesFor = (world: World, actor: Actor, terms: readonly Term[]): readonly Repository[] =>
  world.store
    .all('repositories')
    .filter(
      ({ owner, name }) =>
        inScope(terms, ['repo'], `${owner}/${name}`) && inScope(terms, ['org', 'user'], owner),
    )
    .filter((repository) => roleOf({ world, actor, repository }) !== null)

/** Whether the scope terms of these names include a value; several terms of one kind widen the search. */
function inScope(terms: readonly Term[], names: readonly string[], actual: string): boolean {
  const named = terms.filter(({ name }) => names.includes(name))
  const [included, excluded] = [named.filter((term) => !term.excluded), named.filter((term) => term.excluded)]
  const matches = ({ value }: Term): boolean => value === actual.toLowerCase()
  return (included.length === 0 || included.some(matches)) && !excluded.some(matches)
}

/** Issues and pull requests by the qualifiers of "Searching issues and pull requests"; words match title or body. */
export function searchIssues(world: World, actor: Actor, query: string): readonly Issue[] {
  const terms = termsOf(query)
  const open = terms.some(
    ({ name, value, excluded }) => !excluded && (name === 'is' || name === 'state') && value === 'open',
  )
  return repositoriesFor(world, actor, terms)
    .flatMap(({ id }) => world.store.by('issues', open ? 'open' : 'repository', id))
    .filter((issue) =>
      terms.every(
        (term) =>
          scoping.has(term.name) || testOf(term)({ world, actor, issue }, term.value) !== term.excluded,
      ),
    )
}

const scoping = new Set(['repo', 'org', 'user', 'sort', 'in'])

interface Candidate {
  readonly world: World
  readonly actor: Actor
  readonly issue: Issue
}
type Test = (candidate: Candidate, value: string) => boolean

function testOf({ name }: Term): Test {
  const test = tests[name]
  if (!test) throw new GitHubError(501, `not in the sandbox: the search qualifier ${name}:`)
  return test
}

const isLogin = ({ actor }: Candidate, login: string, value: string): boolean =>
  login.toLowerCase() === (value === '@me' ? actor.user.login.toLowerCase() : value)
const commenters = ({ world, issue }: Candidate): readonly string[] =>
  world.store.by('comments', 'issue', `${issue.repository}/${issue.number}`).map(({ author }) => author)
const anyOf = (candidate: Candidate, logins: readonly string[], value: string): boolean =>
  logins.some((login) => isLogin(candidate, login, value))

/** Whether a time lies in a range: `2026-01-01`, `>=2026-01-01`, `2026-01-01..2026-02-01` with `*` for an open end. */
function isWithin(time: string, range: string): boolean {
  const at = Date.parse(time)
  const [, sign = '', plain = ''] = /^(>=|<=|>|<)?(.*)$/.exec(range) ?? []
  const [from = '', to] = plain.toUpperCase().split('..')
  const start = Date.parse(from)
  const day = from.includes('T') ? 0 : 86_399_999
  if (to !== undefined)
    return (
      (from === '*' || at >= start) &&
      (to === '*' || at <= Date.parse(to) + (to.includes('T') ? 0 : 86_399_999))
    )
  if (sign === '>') return at > start + day
  if (sign === '>=') return at >= start
  if (sign === '<') return at < start
  if (sign === '<=') return at <= start + day
  return at >= start && at <= start + day
}

const tests: Readonly<Record<string, Test>> = {
  word: ({ issue }, value) => `${issue.title}\n${issue.body ?? ''}`.toLowerCase().includes(value),
  is: isKind,
  state: isKind,
  type: isKind,
  author: (candidate, value) => isLogin(candidate, candidate.issue.author, value),
  assignee: (candidate, value) => anyOf(candidate, candidate.issue.assignees, value),
  label: ({ world, issue }, value) => labelsOf(world, issue).some(({ name }) => name.toLowerCase() === value),
  head: ({ issue }, value) => issue.pull?.head.toLowerCase() === value,
  base: ({ issue }, value) => issue.pull?.base.toLowerCase() === value,
  archived: ({ world, issue }, value) =>
    String(world.store.get('repositories', issue.repository)?.archived) === value,
  draft: ({ issue }, value) => String(issue.pull?.draft ?? false) === value,
  created: ({ issue }, value) => isWithin(issue.createdAt, value),
  updated: ({ issue }, value) => isWithin(issue.updatedAt, value),
  closed: ({ issue }, value) => issue.closedAt !== null && isWithin(issue.closedAt, value),
  merged: ({ issue }, value) => issue.pull?.mergedAt != null && isWithin(issue.pull.mergedAt, value),
  'review-requested': (candidate, value) =>
    anyOf(candidate, candidate.issue.pull?.requestedReviewers ?? [], value),
  commenter: (candidate, value) => anyOf(candidate, commenters(candidate), value),
  involves: (candidate, value) => {
    const { author, assignees } = candidate.issue
    return anyOf(candidate, [author, ...assignees, ...commenters(candidate)], value)
  },
}

function isKind({ world, issue }: Candidate, value: string): boolean {
  if (value === 'pr' || value === 'pull-request') return isPull(issue)
  if (value === 'issue') return !isPull(issue)
  if (value === 'draft') return issue.pull?.draft ?? false
  const repository = world.store.get('repositories', issue.repository)
  if (value === 'private' || value === 'public') return repository?.private === (value === 'private')
  const merged = issue.pull != null && issue.pull.mergedAt !== null
  if (value === 'merged') return merged
  if (value === 'unmerged') return isPull(issue) && !merged
  return issue.state === value
}
