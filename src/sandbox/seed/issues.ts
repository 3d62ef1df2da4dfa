import type { SystemWrite } from '../request.js'
import { wholeSeconds } from '../world.js'
import { branchOf, timeOf, type SeededHistory } from './history.js'

/** Whose turn it was to write the pull request, and who merged it. */
export const authorOf = (pull: number): string => (pull % 3 === 0 ? 'rosa' : 'dev')
const merger = 'rosa'

/** Merged pull requests with their timelines, as if each had been merged by squashing in its turn. */
export function putPulls({ world, tx, repository }: SystemWrite, { pulls, now }: SeededHistory): void {
  pulls.forEach(({ base, head, squashed }, at) => {
    const number = at + 1
    const when = wholeSeconds(timeOf(now, pulls.length - number))
    tx.put('issues', {
      id: world.store.nextId(),
      repository: repository.id,
      number,
      title: `Change ${number}`,
      body: null,
      author: authorOf(number),
      state: 'closed',
      stateReason: null,
      labels: [],
      assignees: [],
      createdAt: when,
      updatedAt: when,
      closedAt: when,
      closedBy: merger,
      pull: {
        id: world.store.nextId(),
        draft: false,
        headRepository: repository.id,
        head: branchOf(number),
        headSha: head,
        base: repository.defaultBranch,
        baseSha: base,
        mergeable: null,
        mergedAt: when,
        mergedBy: merger,
        mergeCommitSha: squashed,
        requestedReviewers: [],
        maintainerCanModify: false,
      },
    })
    const event = { repository: repository.id, number, actor: merger, createdAt: when }
    tx.put('timeline', {
      id: world.store.nextId(),
      ...event,
      kind: 'merged',
      detail: { commit_id: squashed },
    })
    tx.put('timeline', { id: world.store.nextId(), ...event, kind: 'closed', detail: {} })
  })
}
