import { shortCommit } from '../lib/commit.js'
import type { EnvironmentStatus, Status } from '../domain/status/facts.js'
import { cut, minuteOf, tableWithNotes, personOf } from './table.js'

/** The board of `rel status`, below 100 columns; addresses and what is wrong stand below their environment. */
export function renderStatus({ environments, latest, draft, unreintegrated }: Status): string {
  const lines = environments.map((one) => ({
    row: [
      cut(one.environment, 28),
      one.runs ? runningName(one.runs) : '',
      one.state.replace('_', ' '),
      one.runs ? minuteOf(one.runs.since) : '',
      one.runs ? cut(personOf(one.runs.by), 12) : '',
      behindOf(one.behind),
    ],
    notes: notesOn(one),
  }))
  return [
    tableWithNotes(['ENVIRONMENT', 'RUNS', 'STATE', 'SINCE (UTC)', 'BY', 'BEHIND'], lines),
    `Latest release: ${latest?.tag ?? 'none'}. Draft: ${draft?.tag ?? 'none'}.`,
    ...lacking(unreintegrated),
  ].join('\n')
}

/** One line for each version that has something the default branch lacks. */
const lacking = (all: Status['unreintegrated']): readonly string[] =>
  [...new Set(all.map(({ version }) => version))].map((version) => {
    const own = all.filter((one) => one.version === version)
    const pr = own.find((one) => one.pr !== null)?.pr
    const way = pr ? `#${pr} brings it` : `\`rel hotfix reintegrate${version ? ` ${version}` : ''}\``
    return `! ${amount(own.length, 'commit')} of ${version ?? 'a hotfix that is not released'} missing on the default branch: ${way}.`
  })

export const runningName = ({ version, pr, commit }: NonNullable<EnvironmentStatus['runs']>): string =>
  [version ?? (pr === null ? null : `#${pr}`), shortCommit(commit)].filter((word) => word !== null).join(' ')

function behindOf(behind: EnvironmentStatus['behind']): string {
  if (!behind) return ''
  const { commits, versions } = behind
  return commits === null ? amount(versions ?? 0, 'version') : amount(commits, 'commit')
}
const amount = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

export function notesOn({ runs, waiting, holder, problem }: EnvironmentStatus): readonly string[] {
  const gate =
    waiting &&
    `${waiting.version ?? 'A run'} waits for ${waiting.approvers.join(', ') || 'its timer'}${waiting.mayApprove ? ', and you may approve' : ''}: ${waiting.url}`
  const held =
    runs && holder && runs.pr !== holder.number ? `#${holder.number} (${holder.author}) has its label.` : null
  return [runs?.url, gate, held, problem && `! ${problem}`].filter(
    (note) => note !== null && note !== undefined,
  )
}
