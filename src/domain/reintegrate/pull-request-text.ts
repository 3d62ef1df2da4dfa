import { shortCommit } from '../../lib/commit.js'
import { commitsInMarker, withMarker, markerOf, missingOf, type AuditedCommit } from '../line/audit.js'
import { whoIsConcerned } from '../model/conflict.js'
import { versionName } from '../model/service.js'
import type { ReintegrationPullRequest, ReintegrationFacts } from './facts.js'

export const pullRequestTitle = ({ service, version, defaultBranch }: ReintegrationFacts): string =>
  `Reintegrate ${versionName(service, version)} into ${defaultBranch}`

/** As many commits as people read; the hidden list has all of them. */
const mostShown = 50

export function pullRequestBody(facts: ReintegrationFacts, proposal: ReintegrationPullRequest): string {
  const { line, defaultBranch, commits, byActions } = facts
  const missing = missingOf(commits)
  return [
    `Brings back to ${defaultBranch} what was made on ${line}:`,
    '',
    ...linesOf(missing),
    '',
    ...wayOf(facts, proposal),
    ...(byActions
      ? [
          '',
          `Opened with the token of Actions, which starts no checks: \`rel hotfix reintegrate ${versionName(facts.service, facts.version)}\` by a person closes and reopens it.`,
        ]
      : []),
    '',
    markerOf(missing.map(({ commit }) => commit)),
    '',
  ].join('\n')
}

/** The text of an open one with what it lacks, for people and hidden: what they wrote there stays. */
export function extendedBody(body: string, missing: readonly AuditedCommit[]): string {
  const listed = commitsInMarker(body)
  const news = missing.filter(({ commit }) => !listed.includes(commit))
  if (news.length === 0) return body
  const all = [...listed, ...news.map(({ commit }) => commit)]
  const lines = body.trimEnd().split('\n')
  const shown = (commit: string): number => lines.findLastIndex((line) => line.startsWith(begin(commit)))
  const added = linesOf(news.filter(({ commit }) => shown(commit) < 0))
  const last = Math.max(...all.map(shown))
  const end = /^- and \d+ more/.test(lines[last + 1] ?? '') ? last + 2 : last + 1
  const text = last < 0 && added.length > 0 ? [...lines, '', ...added] : lines.toSpliced(end, 0, ...added)
  return withMarker(`${text.join('\n')}\n`, all)
}

const begin = (commit: string): string => `- ${shortCommit(commit)} `

function linesOf(missing: readonly AuditedCommit[]): readonly string[] {
  const list = missing
    .slice(0, mostShown)
    .map(({ commit, subject, version }) => `${begin(commit)}${subject}${version ? ` (${version})` : ''}`)
  return missing.length > mostShown ? [...list, `- and ${missing.length - mostShown} more`] : list
}

function wayOf(facts: ReintegrationFacts, proposal: ReintegrationPullRequest): readonly string[] {
  const { branch, defaultBranch, line } = facts
  if (proposal.conflicts.length > 0)
    return [
      `**It conflicts with ${defaultBranch}.** Merge ${defaultBranch} into ${branch} and settle these files; ${line} itself is not touched:`,
      '',
      ...proposal.conflicts.map((conflict) => {
        const concerned = whoIsConcerned(conflict)
        return `- \`${conflict.path}\`${concerned === '' ? '' : `: ${concerned}`}`
      }),
    ]
  return proposal.how === 'picks'
    ? ['Each commit is picked: squash or rebase it as you like.']
    : ['Merge it with a merge commit if you can; a squash is recognised by the list in this text.']
}
