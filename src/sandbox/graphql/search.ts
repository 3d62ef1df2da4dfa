import { repositoriesFor, searchIssues, termsOf } from '../rules/repository/search.js'
import { node, type Call } from './call.js'
import { connection, type PageArguments } from './connection.js'
import { notInSandbox } from './errors.js'
import { issueNode } from './issues.js'
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

/** Issues, pull requests and repositories by the qualifiers of "Searching issues and pull requests". */
export function search(args: SearchArguments, call: Call) {
  if (args.type === 'USER' || args.type === 'DISCUSSION') throw notInSandbox(`search(type: ${args.type})`)
  if (args.type === 'REPOSITORY') {
    const terms = termsOf(args.query)
    const words = terms.filter(({ name }) => name === 'word').map(({ value }) => value)
    const found = repositoriesFor(call.world, call.actor, terms).filter(({ name }) =>
      words.every((word) => name.toLowerCase().includes(word)),
    )
    return {
      ...counts,
      repositoryCount: found.length,
      ...connection(found, args, { keyOf: (row) => row.id, nodeOf: (row) => node('Repository', row) }),
    }
  }
  const issues = searchIssues(call.world, call.actor, args.query)
  const sorted = ordered(
    issues,
    { field: 'CREATED_AT', direction: 'DESC' },
    { CREATED_AT: (issue) => issue.createdAt },
  )
  return {
    ...counts,
    issueCount: issues.length,
    ...connection(sorted, args, { keyOf: (issue) => issue.id, nodeOf: issueNode }),
  }
}
