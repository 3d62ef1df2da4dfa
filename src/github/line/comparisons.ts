import type { Octokit } from '@octokit/rest'
import type { Comparison } from '../../domain/line/merged-main.js'
import { ask } from '../client/graphql.js'

interface Compared {
  readonly baseTarget: { readonly oid: string }
  readonly commits: {
    readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null }
    readonly nodes: readonly {
      readonly oid: string
      readonly parents: { readonly nodes: readonly { readonly oid: string }[] }
    }[]
  }
}
type Answer = Readonly<Record<string, { readonly compare: Compared | null } | null>>

const text = (value: string): string => JSON.stringify(value)

/** GitHub lists a comparison oldest first: the newest commits are the last. */
const selectionOf = ({ base, head, more }: Comparison): string => {
  const page = `last: 100${more?.before ? `, before: ${text(more.before)}` : ''}`
  return `ref(qualifiedName: ${text(base)}) { compare(headRef: ${text(head)}) { baseTarget { oid }
    commits(${page}) { pageInfo { hasPreviousPage startCursor } nodes { oid parents(first: 1) { nodes { oid } } } } } }`
}

export const comparisons = (octokit: Octokit) => ({
  /** The next hundred commits of each comparison that has more. One GraphQL request. */
  async nextPage(repository: string, all: readonly Comparison[]): Promise<readonly Comparison[]> {
    const selection = all.flatMap((comparison, index) =>
      comparison.more ? `c${index}: ${selectionOf(comparison)}` : [],
    )
    const document = { name: 'Comparison', selection: selection.join('\n') }
    const answer = await ask<Answer>(octokit, repository, document, {})
    return all.map((comparison, index) =>
      comparison.more ? withPage(comparison, answer[`c${index}`]?.compare ?? null) : comparison,
    )
  },
})

function withPage(comparison: Comparison, compared: Compared | null): Comparison {
  if (!compared) return { ...comparison, more: null }
  const { pageInfo, nodes } = compared.commits
  const older = nodes.map(({ oid, parents }) => ({ commit: oid, parent: parents.nodes[0]?.oid ?? null }))
  return {
    ...comparison,
    from: compared.baseTarget.oid,
    commits: [...comparison.commits, ...older.toReversed()],
    more: pageInfo.hasPreviousPage ? { before: pageInfo.startCursor } : null,
  }
}
