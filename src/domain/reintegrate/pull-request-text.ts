import { shortCommit } from '../../lib/commit.js'
import { commitsInMarker, withMarker, markerOf, missingOf, type AuditedCommit } from '../line/audit.js'
import { whoIsConcerned } from '../model/conflict.js'
import { versionName } from '../model/service.js'
import type { ReintegrationPullRequest, ReintegrationFacts } from './facts.js'

export const pullRequestTitle = ({ service, version, defaultBranch }: ReintegrationFacts): string =>
  `Reintegrate ${versionName(service, version)} into ${defaultBranch}`

/** The visible list is shortened; the hidden list has every commit. */
const mostShown = 50

export function pullRequestBody(facts: ReintegrationFacts, proposal: ReintegrationPullRequest): string {
  const { line, defaultBranch, commits, byActions } = facts
  const missing = missingOf(commits)
  return [
    `Reintegrates these commits of ${line} into ${defaultBranch}:`,
    '',
    ...linesOf(missing),
    '',
    ...instructionsFor(facts, proposal),
    ...(byActions
      ? [
          '',
          `Opened with the token of GitHub Actions, which starts no checks. Run \`rel hotfix reintegrate ${versionName(facts.service, facts.version)}\` to close and reopen it, so that they start.`,
        ]
      : []),
    '',
    markerOf(missing.map(({ commit }) => commit)),
    '',
  ].join('\n')
}

/** Adds the missing commits to the visible and the hidden list of an open pull request; other text is kept. */
export function extendedBody(body: string, missing: readonly AuditedCommit[]): string {
  const listed = commitsInMarker(body)
  const added = missing.filter(({ commit }) => !listed.includes(commit))
  if (added.length === 0) return body
  const all = [...listed, ...added.map(({ commit }) => commit)]
  const lines = body.trimEnd().split('\n')
  const shown = (commit: string): number =>
    lines.findLastIndex((line) => line.startsWith(startOfLine(commit)))
  const addedLines = linesOf(added.filter(({ commit }) => shown(commit) < 0))
  const last = Math.max(...all.map(shown))
  const end = /^- and \d+ more/.test(lines[last + 1] ?? '') ? last + 2 : last + 1
  const text =
    last < 0 && addedLines.length > 0 ? [...lines, '', ...addedLines] : lines.toSpliced(end, 0, ...addedLines)
  return withMarker(`${text.join('\n')}\n`, all)
}

const startOfLine = (commit: string): string => `- ${shortCommit(commit)} `

function linesOf(missing: readonly AuditedCommit[]): readonly string[] {
  const list = missing
    .slice(0, mostShown)
    .map(
      ({ commit, subject, version }) => `${startOfLine(commit)}${subject}${version ? ` (${version})` : ''}`,
    )
  return missing.length > mostShown ? [...list, `- and ${missing.length - mostShown} more`] : list
}

function instructionsFor(facts: ReintegrationFacts, proposal: ReintegrationPullRequest): readonly string[] {
  const { branch, defaultBranch, line } = facts
  if (proposal.conflicts.length > 0)
    return [
      `**This pull request conflicts with ${defaultBranch}.** Merge ${defaultBranch} into ${branch} and resolve the conflicts in these files. ${line} itself is not changed:`,
      '',
      ...proposal.conflicts.map((conflict) => {
        const concerned = whoIsConcerned(conflict)
        return `- \`${conflict.path}\`${concerned === '' ? '' : `: ${concerned}`}`
      }),
    ]
  return proposal.method === 'picks'
    ? ['Each commit is cherry-picked; a squash or a rebase is fine.']
    : ['Use a merge commit if you can. A squash is recognised by the list of commits in this text.']
}
