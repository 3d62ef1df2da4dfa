import { nodeId } from '../../node-id.js'
import { findLabel } from '../../rules/pulls/labels.js'
import { isPull, repositoryById, type PullRequest } from '../../rules/access/access.js'
import type { Review } from '../../state/review-rows.js'
import type { Comment, Issue, Label, TimelineEvent } from '../../state/rows.js'
import { node, type Call, type Fields } from '../call.js'
import { connection, type PageArguments } from '../connection.js'
import { issueNode } from '../issues.js'
import { actorOf } from './actor.js'
import { pathOf, urlOf } from './conversation.js'
import { commitOf } from './git-object.js'
import { pullCommit, pullCommits } from './pull-commit.js'
import { reviewsFor } from './review.js'
import { branchRef } from '../refs.js'

/** The GraphQL type of each kind of event; in `itemTypes` the names are in upper snake case. */
export const eventTypes = {
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
  merged: 'MergedEvent',
  renamed: 'RenamedTitleEvent',
  head_ref_force_pushed: 'HeadRefForcePushedEvent',
  head_ref_deleted: 'HeadRefDeletedEvent',
  ready_for_review: 'ReadyForReviewEvent',
  convert_to_draft: 'ConvertToDraftEvent',
} as const satisfies Record<TimelineEvent['kind'], string>
const itemType = (type: string): string => type.replace(/(?<!^)[A-Z]/g, '_$&').toUpperCase()

interface Item {
  readonly type: string
  readonly key: string
  readonly at: string
  readonly row: unknown
}
const eventItem = (row: TimelineEvent): Item => {
  const type = eventTypes[row.kind]
  return { type: itemType(type), key: `e${row.id}`, at: row.createdAt, row: node(type, row) }
}
const commentItem = (row: Comment): Item => ({
  type: 'ISSUE_COMMENT',
  key: `c${row.id}`,
  at: row.createdAt,
  row: node('IssueComment', row),
})

const reviewItem = (row: Review): Item => ({
  type: 'PULL_REQUEST_REVIEW',
  key: `r${row.id}`,
  at: row.submittedAt,
  row: node('PullRequestReview', row),
})

const pullCommitItems = async (call: Call, issue: PullRequest): Promise<readonly Item[]> =>
  (await pullCommits(call, issue)).map((oid) => ({
    type: 'PULL_REQUEST_COMMIT',
    key: oid,
    at: issue.createdAt,
    row: pullCommit(issue, oid),
  }))

interface TimelineArguments extends PageArguments {
  readonly itemTypes?: readonly string[] | null
  readonly since?: string | null
  readonly skip?: number | null
}

/** The timeline: commits first, then events, comments and reviews in the order of their creation. */
export async function timelineItems(issue: Issue, args: TimelineArguments, call: Call) {
  const { store } = call.world
  const isSelected = (type: string): boolean => args.itemTypes == null || args.itemTypes.includes(type)
  const commits = isPull(issue) && isSelected('PULL_REQUEST_COMMIT') ? await pullCommitItems(call, issue) : []
  const key = `${issue.repository}/${issue.number}`
  const written = [
    ...store.by('timeline', 'issue', key).map((row) => ({ id: row.id, item: eventItem(row) })),
    ...store.by('comments', 'issue', key).map((row) => ({ id: row.id, item: commentItem(row) })),
    ...(isPull(issue) ? reviewsFor(call, issue) : []).map((row) => ({ id: row.id, item: reviewItem(row) })),
  ]
    .sort((left, right) => left.id - right.id)
    .map(({ item }) => item)
  const items: readonly Item[] = [...commits, ...written]
  const found = items
    .filter(
      ({ type, at }) => isSelected(type) && (args.since == null || Date.parse(at) >= Date.parse(args.since)),
    )
    .slice(args.skip ?? 0)
  const page = connection(found, args, { keyOf: (item) => item.key, nodeOf: (item) => item.row })
  return {
    ...page,
    totalCount: items.length,
    filteredCount: found.length,
    pageCount: page.size,
    updatedAt: issue.updatedAt,
  }
}

/** The label of an event; if it was deleted, with the name and colour stored in the event. */
function labelOf({ world }: Call, { id, repository, detail }: TimelineEvent) {
  const { name, color } = detail['label'] as Pick<Label, 'name' | 'color'>
  const deleted: Label = { id, repository, name, color, description: null }
  return node('Label', findLabel(world, { id: repository }, name) ?? deleted)
}
const issueOf = ({ world }: Call, { repository, number }: TimelineEvent): Issue => {
  const issue = world.store.get('issues', `${repository}/${number}`)
  if (!issue) throw new Error(`Issue ${number} of an event does not exist.`)
  return issue
}
const subject = (event: TimelineEvent, _: unknown, call: Call) => issueNode(issueOf(call, event))
const commit = (call: Call, { repository, detail }: TimelineEvent, name: string) =>
  commitOf(call, repositoryById(call.world, repository), String(detail[name]))
const headRef = (event: TimelineEvent, _: unknown, call: Call) => {
  const { pull } = issueOf(call, event)
  return pull && branchRef(call, repositoryById(call.world, pull.headRepository), pull.head)
}

const event: Fields<TimelineEvent> = {
  id: (row) => nodeId(eventTypes[row.kind], row.id),
  actor: (row, _, call) => actorOf(call, row.actor),
  createdAt: (row) => row.createdAt,
}
/** The fields of events with a URL. */
const urlFields: Fields<TimelineEvent> = {
  url: (row, _, call) => `${urlOf(call, issueOf(call, row))}#event-${row.id}`,
  resourcePath: (row, _, call) => `${pathOf(call, issueOf(call, row))}#event-${row.id}`,
}
const pullEvent: Fields<TimelineEvent> = { ...event, pullRequest: subject }
const change: Fields<TimelineEvent> = { ...pullEvent, ...urlFields }
const labelled: Fields<TimelineEvent> = {
  ...event,
  label: (row, _, call) => labelOf(call, row),
  labelable: subject,
}
const rename = ({ detail }: TimelineEvent) =>
  detail['rename'] as { readonly from: string; readonly to: string }

export const timelineTypes = {
  LabeledEvent: labelled,
  UnlabeledEvent: labelled,
  ClosedEvent: { ...event, ...urlFields, closable: subject, closer: () => null, stateReason: () => null },
  ReopenedEvent: { ...event, closable: subject, stateReason: () => null },
  ReadyForReviewEvent: change,
  ConvertToDraftEvent: change,
  MergedEvent: {
    ...change,
    commit: (row, _, call) => commit(call, row, 'commit_id'),
    mergeRefName: (row, _, call) => issueOf(call, row).pull?.base,
    mergeRef: (row, _, call) => {
      const { pull } = issueOf(call, row)
      return pull && branchRef(call, repositoryById(call.world, row.repository), pull.base)
    },
  },
  RenamedTitleEvent: {
    ...event,
    subject,
    previousTitle: (row) => rename(row).from,
    currentTitle: (row) => rename(row).to,
  },
  HeadRefForcePushedEvent: {
    ...pullEvent,
    beforeCommit: (row, _, call) => commit(call, row, 'before'),
    afterCommit: (row, _, call) => commit(call, row, 'after'),
    ref: headRef,
  },
  HeadRefDeletedEvent: {
    ...pullEvent,
    headRef,
    headRefName: (row, _, call) => issueOf(call, row).pull?.head,
  },
} satisfies Readonly<Record<string, Fields<TimelineEvent>>>
