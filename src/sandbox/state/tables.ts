import { accessTables, type AccessRows } from './access-tables.js'
import { actionsTables, type ActionsRows } from './actions-tables.js'
import { runnerTables, type RunnerState } from './runner-rows.js'
import { releaseTables, type ReleaseTables } from './release-tables.js'
import { assumptionTables, type Assumptions } from './assumptions.js'
import { clockTables, type Clock } from './clock.js'
import type {
  Collaborator,
  Comment,
  HookEvent,
  Issue,
  KnownRef,
  Label,
  Protection,
  RefWriter,
  Repository,
  TimelineEvent,
  Token,
  User,
} from './rows.js'

/** The row type of every table. */
export interface Rows extends AccessRows, ActionsRows, ReleaseTables {
  users: User
  tokens: Token
  repositories: Repository
  collaborators: Collaborator
  labels: Label
  issues: Issue
  comments: Comment
  timeline: TimelineEvent
  events: HookEvent
  refs: KnownRef
  refWriters: RefWriter
  protections: Protection
  assumptions: Assumptions
  clock: Clock
  runner: RunnerState
}
export type TableName = keyof Rows

type IndexValue<Row> = (row: Row) => string | number | null
export const tables = {
  ...releaseTables,
  users: { key: (row: User) => row.login.toLowerCase(), indexes: { id: (row: User) => row.id } },
  tokens: { key: (row: Token) => row.secret, indexes: { login: (row: Token) => row.login } },
  repositories: {
    key: (row: Repository) => row.id,
    indexes: {
      name: (row: Repository) => `${row.owner}/${row.name}`.toLowerCase(),
      owner: (row: Repository) => row.owner.toLowerCase(),
      forkOf: (row: Repository) => row.forkOf,
    },
  },
  collaborators: {
    key: (row: Collaborator) => `${row.repository}/${row.login.toLowerCase()}`,
    indexes: { repository: (row: Collaborator) => row.repository },
  },
  labels: {
    key: (row: Label) => row.id,
    indexes: {
      repository: (row: Label) => row.repository,
      name: (row: Label) => `${row.repository}/${row.name.toLowerCase()}`,
    },
  },
  issues: {
    key: (row: Issue) => `${row.repository}/${row.number}`,
    indexes: {
      id: (row: Issue) => row.id,
      pull: (row: Issue) => row.pull?.id ?? null,
      repository: (row: Issue) => row.repository,
      open: (row: Issue) => (row.state === 'open' ? row.repository : null),
      head: (row: Issue) => (row.pull ? `${row.pull.headRepository}:${row.pull.head}` : null),
      mergeCommit: (row: Issue) =>
        row.pull?.mergeCommitSha ? `${row.repository}/${row.pull.mergeCommitSha}` : null,
    },
  },
  comments: {
    key: (row: Comment) => row.id,
    indexes: { issue: (row: Comment) => `${row.repository}/${row.number}` },
  },
  timeline: {
    key: (row: TimelineEvent) => row.id,
    indexes: { issue: (row: TimelineEvent) => `${row.repository}/${row.number}` },
  },
  events: { key: (row: HookEvent) => row.id, indexes: { repository: (row: HookEvent) => row.repository } },
  refs: {
    key: (row: KnownRef) => `${row.repository}/${row.name}`,
    indexes: { repository: (row: KnownRef) => row.repository },
  },
  refWriters: { key: (row: RefWriter) => row.repository, indexes: {} },
  ...assumptionTables,
  ...clockTables,
  ...runnerTables,
  protections: {
    key: (row: Protection) => `${row.repository}/${row.branch}`,
    indexes: { repository: (row: Protection) => row.repository },
  },
  ...accessTables,
  ...actionsTables,
} satisfies {
  [T in TableName]: { key: (row: Rows[T]) => string | number; indexes: Record<string, IndexValue<Rows[T]>> }
}

export type IndexOf<T extends TableName> = keyof (typeof tables)[T]['indexes'] & string
