import { roleOf } from '../actor.js'
import { isPull } from '../rules/access.js'
import { labelsOf } from '../rules/labels.js'
import type { Issue } from '../state/rows.js'
import { node, type Call } from './call.js'
import { connection, type PageArguments } from './connection.js'
import { notInSandbox } from './errors.js'
import { issueNode, stateOf } from './issues.js'
import { ordered } from './order.js'

interface SearchArguments extends PageArguments {
  readonly query: string
  readonly type: 'ISSUE' | 'REPOSITORY' | 'USER' | 'DISCUSSION' | 'ISSUE_ADVANCED'
}
const counts = {
  codeCount: 0,
  discussionCount: 0,
  issueCount: 0,
  repositoryCount: 0,
  userCount: 0,
  wikiCount: 0,
}

/** Issues, pull requests and repositories by the qualifiers of "Searching issues and pull requests"; words must be in the title. */
export function search(args: SearchArguments, call: Call) {
  if (args.type === 'USER' || args.type === 'DISCUSSION') throw notInSandbox(`search(type: ${args.type})`)
  const terms = termsOf(args.query)
  const repositories = call.world.store
    .all('repositories')
    .filter((row) => roleOf(call.world, call.actor, row) !== null)
    .filter(({ owner, name }) => scopes(terms, 'repo', `${owner}/${name}`) && scopes(terms, 'org', owner))
    .filter(({ owner }) => scopes(terms, 'user', owner))
  if (args.type === 'REPOSITORY') {
    const found = repositories.filter(({ name }) =>
      wordsOf(terms).every((word) => name.toLowerCase().includes(word)),
    )
    return {
      ...counts,
      repositoryCount: found.length,
      ...connection(
        found,
        (row) => row.id,
        args,
        (row) => node('Repository', row),
      ),
    }
  }
  const open = terms.some(({ name, value }) => ['is', 'state'].includes(name) && value === 'open')
  const issues = repositories
    .flatMap(({ id }) => call.world.store.by('issues', open ? 'open' : 'repository', id))
    .filter((issue) => terms.every((term) => matches(call, issue, term) !== term.excluded))
  const sorted = ordered(
    issues,
    { field: 'CREATED_AT', direction: 'DESC' },
    { CREATED_AT: (issue) => issue.createdAt },
  )
  return { ...counts, issueCount: issues.length, ...connection(sorted, (issue) => issue.id, args, issueNode) }
}

interface Term {
  readonly name: string
  readonly value: string
  readonly excluded: boolean
}
function termsOf(query: string): readonly Term[] {
  return [...query.matchAll(/(-?)(?:([a-z-]+):)?(?:"([^"]*)"|(\S+))/g)].map(
    ([, minus, name = 'word', quoted, plain]) => ({
      name,
      value: (quoted ?? plain ?? '').toLowerCase(),
      excluded: minus === '-',
    }),
  )
}
const wordsOf = (terms: readonly Term[]) =>
  terms.filter(({ name }) => name === 'word').map(({ value }) => value)

/** Several of one kind widen the search. */
function scopes(terms: readonly Term[], scope: string, actual: string): boolean {
  const named = terms.filter(({ name }) => name === scope)
  return named.length === 0 || named.some(({ value }) => value === actual.toLowerCase())
}

function matches(call: Call, issue: Issue, { name, value }: Term): boolean {
  const test = tests[name]
  if (!test) throw notInSandbox(`the search qualifier ${name}:`)
  return test(issue, value, call)
}

const isMe = (call: Call, login: string, value: string): boolean =>
  login.toLowerCase() === (value === '@me' ? call.actor.user.login.toLowerCase() : value)
const every = (): boolean => true

const tests: Readonly<Record<string, (issue: Issue, value: string, call: Call) => boolean>> = {
  word: (issue, value) => issue.title.toLowerCase().includes(value),
  is: (issue, value, call) => isKind(issue, value, call),
  state: (issue, value, call) => isKind(issue, value, call),
  type: (issue, value, call) => isKind(issue, value, call),
  repo: every,
  org: every,
  user: every,
  sort: every,
  archived: (issue, value, { world }) =>
    String(world.store.get('repositories', issue.repository)?.archived) === value,
  author: (issue, value, call) => isMe(call, issue.author, value),
  assignee: (issue, value, call) => issue.assignees.some((login) => isMe(call, login, value)),
  label: (issue, value, { world }) => labelsOf(world, issue).some(({ name }) => name.toLowerCase() === value),
  head: (issue, value) => issue.pull?.head.toLowerCase() === value,
  base: (issue, value) => issue.pull?.base.toLowerCase() === value,
  draft: (issue, value) => String(issue.pull?.draft ?? false) === value,
  'review-requested': (issue, value, call) =>
    issue.pull?.requestedReviewers.some((login) => isMe(call, login, value)) ?? false,
  commenter: (issue, value, call) => commenters(call, issue).some((login) => isMe(call, login, value)),
  involves: (issue, value, call) =>
    [issue.author, ...issue.assignees, ...commenters(call, issue)].some((login) => isMe(call, login, value)),
}
const commenters = ({ world }: Call, issue: Issue): readonly string[] =>
  world.store.by('comments', 'issue', `${issue.repository}/${issue.number}`).map(({ author }) => author)

function isKind(issue: Issue, value: string, { world }: Call): boolean {
  if (value === 'pr' || value === 'pull-request') return isPull(issue)
  if (value === 'issue') return !isPull(issue)
  if (value === 'draft') return issue.pull?.draft ?? false
  const repository = world.store.get('repositories', issue.repository)
  if (value === 'private' || value === 'public') return repository?.private === (value === 'private')
  if (value === 'closed') return issue.state === 'closed'
  if (value === 'unmerged') return stateOf(issue) !== 'MERGED'
  return stateOf(issue).toLowerCase() === value
}
