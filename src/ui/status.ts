import { line, type Printable, printable } from '../lib/printable.js'
import { shortCommit } from '../lib/commit.js'
import type { EnvironmentStatus, Status } from '../domain/status/facts.js'
import { personOf, table } from './table.js'
import { tableWidth } from './terminal.js'
import { longestAge, readable, relativeTime } from './time.js'

const columns = [
  { name: 'ENVIRONMENT' },
  { name: 'RUNS' },
  { name: 'STATE' },
  { name: 'SINCE', atLeast: longestAge },
  { name: 'BY', below: 'named' },
  { name: 'BEHIND', below: 'named' },
] as const

const kinds: readonly EnvironmentStatus['kind'][] = ['stage', 'slot', 'ephemeral']

/** The table of `rel status`: stages, slots, previews; addresses and problems are below their environment. */
export function renderStatus({ environments, latest, draft, unreintegrated }: Status): readonly Printable[] {
  const ordered = environments.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
  const rows = ordered.map((environment) => {
    const { runs, behind } = environment
    return {
      cells: [
        environment.environment,
        runs ? runningName(runs) : '',
        stateOf(environment),
        runs ? relativeTime(runs.since) : '',
        runs ? personOf(runs.by) : '',
        behindOf(behind),
      ],
      notes: notesOn(environment),
    }
  })
  return [
    ...table(columns, rows, tableWidth()),
    line`Latest release: ${latest?.tag ?? 'none'}. Draft: ${draft?.tag ?? 'none'}.`,
    ...missingOnMain(unreintegrated),
  ]
}

/** One line for each version with hotfix commits that the default branch lacks. */
const missingOnMain = (all: Status['unreintegrated']): readonly Printable[] =>
  [...new Set(all.map(({ version }) => version))].map((version) => {
    const own = all.filter((commit) => commit.version === version)
    const pr = own.find((commit) => commit.pr !== null)?.pr
    const next = pr ? `merge #${pr}` : `run \`rel hotfix reintegrate${version ? ` ${version}` : ''}\``
    return line`! ${counted(own.length, 'hotfix commit')} of ${version ?? 'an unreleased hotfix'} missing on the default branch: ${next}.`
  })

/** `1.2.0 abc1234`, `#12 abc1234`. */
export const runningName = ({ version, pr, commit }: NonNullable<EnvironmentStatus['runs']>): string =>
  [version ?? (pr === null ? null : `#${pr}`), shortCommit(commit)].filter((word) => word !== null).join(' ')

/** The state in words. */
export const stateOf = ({ state }: Pick<EnvironmentStatus, 'state'>): string => state.replace('_', ' ')

function behindOf(behind: EnvironmentStatus['behind']): string {
  if (!behind) return ''
  const { commits, versions } = behind
  return commits === null ? counted(versions ?? 0, 'version') : counted(commits, 'commit')
}
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Address, gate, another holder of the label, and problem of an environment, as far as there is one. */
export function notesOn({ runs, waiting, holder, problem }: EnvironmentStatus): readonly Printable[] {
  return [
    ...(runs?.url ? [printable(runs.url)] : []),
    ...(waiting ? waitingNotes(waiting) : []),
    ...(runs && holder && runs.pr !== holder.number
      ? [line`labelled by #${holder.number} (${holder.author})`]
      : []),
    ...(problem ? [line`! ${readable(problem)}`] : []),
  ]
}

const waitingNotes = ({
  version,
  approvers,
  mayApprove,
  url,
}: NonNullable<EnvironmentStatus['waiting']>): readonly Printable[] => [
  approvers.length === 0
    ? line`${version ?? 'A run'} is waiting for its wait timer.`
    : line`${version ?? 'A run'} is waiting for approval by ${approvers.join(' or ')}${mayApprove ? ' (you can approve)' : ''}.`,
  printable(url),
]
