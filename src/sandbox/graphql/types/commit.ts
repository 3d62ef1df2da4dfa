import type { Repository, User } from '../../state/rows.js'
import type { World } from '../../world.js'
import { node, type Call, type Fields, type Node } from '../call.js'
import { connection, emptyConnection, type Connection, type PageArguments } from '../connection.js'
import { notInSandbox } from '../errors.js'
import type { LogFilter } from '../git/objects.js'
import { parseCommit, parseTag, type Person } from '../../git/parse.js'
import { issueConnection } from '../issues.js'
import { actorNode } from './actor.js'
import { commitOf, gitObject, gitObjectFields, type InRepository } from './git-object.js'
import { commitChecks } from './status.js'

/** A page of commits; only the commits of the page are read from git. */
export const commits = (
  call: Call,
  repository: Repository,
  oids: readonly string[],
  page: PageArguments,
): Connection =>
  connection(oids, page, { keyOf: (oid) => oid, nodeOf: (oid) => commitOf(call, repository, oid) })

interface HistoryArguments extends PageArguments, LogFilter {
  readonly author?: unknown
}
async function history(
  { repository, oid }: InRepository,
  { author, path, since, until, ...page }: HistoryArguments,
  call: Call,
): Promise<Connection> {
  if (author != null) throw notInSandbox('Commit.history(author)')
  const reads = call.git.of(repository)
  const all = path == null && since == null && until == null
  const oids = all
    ? (await reads.graphWith(oid)).between(null, oid)
    : await reads.log(oid, { path: path ?? null, since: since ?? null, until: until ?? null })
  return commits(call, repository, oids, page)
}

async function changes({ repository, oid, content }: InRepository, call: Call) {
  return call.git.of(repository).changes(parseCommit(content).parents[0] ?? null, oid)
}

/** The user of an email address: by GitHub's noreply format, or by the part before the @. */
export function userOfEmail(world: World, email: string): Node<User> | null {
  const [, login = ''] = /^(?:\d+\+)?([^@]+)@/.exec(email) ?? []
  const user = world.store.get('users', login.toLowerCase())
  return user?.type === 'User' ? actorNode(user) : null
}

const headlineOf = (message: string): string => message.split('\n', 1)[0] ?? ''
const bodyOf = (message: string): string => message.slice(headlineOf(message).length).trim()
const pathOf = ({ repository, oid }: InRepository): string =>
  `/${repository.owner}/${repository.name}/commit/${oid}`
const utc = (date: string): string => new Date(date).toISOString().replace('.000', '')

export const commitTypes = {
  Commit: {
    ...gitObjectFields,
    message: ({ content }) => parseCommit(content).message,
    messageHeadline: ({ content }) => headlineOf(parseCommit(content).message),
    messageBody: ({ content }) => bodyOf(parseCommit(content).message),
    author: ({ content }) => node('GitActor', parseCommit(content).author),
    committer: ({ content }) => node('GitActor', parseCommit(content).committer),
    authors: ({ content }, page: PageArguments) =>
      connection([parseCommit(content).author], page, {
        keyOf: ({ email }) => email,
        nodeOf: (person) => node('GitActor', person),
      }),
    authoredDate: ({ content }) => utc(parseCommit(content).author.date),
    committedDate: ({ content }) => utc(parseCommit(content).committer.date),
    authoredByCommitter: ({ content }) =>
      parseCommit(content).author.email === parseCommit(content).committer.email,
    committedViaWeb: ({ content }) => parseCommit(content).committer.email === 'noreply@github.com',
    pushedDate: () => null, // null on GitHub since 2023
    url: (commit, _, { world }) => `${world.urls.html}${pathOf(commit)}`,
    resourcePath: pathOf,
    tree: ({ repository, content }, _, call) => gitObject(call, repository, parseCommit(content).tree),
    parents: ({ repository, content }, page: PageArguments, call) =>
      commits(call, repository, parseCommit(content).parents, page),
    history,
    additions: async (commit, _, call) => (await changes(commit, call)).additions,
    deletions: async (commit, _, call) => (await changes(commit, call)).deletions,
    changedFiles: async (commit, _, call) => (await changes(commit, call)).files.length,
    changedFilesIfAvailable: async (commit, _, call) => (await changes(commit, call)).files.length,
    associatedPullRequests: async ({ repository, oid }, args: PageArguments, call) =>
      issueConnection(call, await call.git.of(repository).pullsOf(oid), args),
    ...commitChecks,
    signature: () => null,
    onBehalfOf: () => null,
    comments: emptyConnection,
    submodules: emptyConnection,
  } satisfies Fields<InRepository>,
  Tag: {
    ...gitObjectFields,
    name: ({ content }) => parseTag(content).name,
    message: ({ content }) => parseTag(content).message,
    tagger: ({ content }) => {
      const { tagger } = parseTag(content)
      return tagger && node('GitActor', tagger)
    },
    target: ({ repository, content }, _, call) => gitObject(call, repository, parseTag(content).target),
  } satisfies Fields<InRepository>,
  GitActor: {
    name: ({ name }) => name,
    email: ({ email }) => email,
    date: ({ date }) => date,
    user: ({ email }, _, { world }) => userOfEmail(world, email),
    avatarUrl: ({ email }, _, { world }) => {
      const user = userOfEmail(world, email)
      return `${world.urls.html}/${user?.row.login ?? 'ghost'}.png`
    },
  } satisfies Fields<Person>,
}
