import type { SystemWrite } from '../request.js'
import { wholeSeconds } from '../world.js'
import { branchOf, timeOf, type SeededHistory } from './history.js'

/** The login of a pull request's author. */
export const authorOf = (pull: number): string => (pull % 3 === 0 ? 'rosa' : 'dev')
const merger = 'rosa'

/** Adds squash-merged pull requests with their timelines. */
export function putPulls({ world, tx, repository }: SystemWrite, { pulls, now }: SeededHistory): void {
  pulls.forEach(({ base, head, squashed }, index) => {
    const number = index + 1
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
