import { markerOf, missingOf } from './audit.js'
import { concernedBy } from './conflict.js'
import { nameOf } from './service.js'
import type { Proposal, ReintegrationFacts } from './reintegration.js'

export const titleOf = ({ service, version, defaultBranch }: ReintegrationFacts): string =>
  `Reintegrate ${nameOf(service, version)} into ${defaultBranch}`

/** As many commits as people read; the hidden list has all of them. */
const mostShown = 50

export function bodyOf(facts: ReintegrationFacts, proposal: Proposal): string {
  const { line, defaultBranch, commits, byActions } = facts
  const missing = missingOf(commits)
  const list = missing
    .slice(0, mostShown)
    .map(
      ({ commit, subject, version }) => `- ${commit.slice(0, 7)} ${subject}${version ? ` (${version})` : ''}`,
    )
  const rest = missing.length > mostShown ? [`- and ${missing.length - mostShown} more`] : []
  return [
    `Brings back to ${defaultBranch} what was made on ${line}:`,
    '',
    ...list,
    ...rest,
    '',
    ...wayOf(facts, proposal),
    ...(byActions
      ? [
          '',
          `Opened with the token of Actions, which starts no checks: \`rel hotfix reintegrate ${nameOf(facts.service, facts.version)}\` by a person closes and reopens it.`,
        ]
      : []),
    '',
    markerOf(missing.map(({ commit }) => commit)),
    '',
  ].join('\n')
}

function wayOf(facts: ReintegrationFacts, proposal: Proposal): readonly string[] {
  const { branch, defaultBranch, line } = facts
  if (proposal.conflicts.length > 0)
    return [
      `**It conflicts with ${defaultBranch}.** Merge ${defaultBranch} into ${branch} and settle these files; ${line} itself is not touched:`,
      '',
      ...proposal.conflicts.map((conflict) => {
        const concerned = concernedBy(conflict)
        return `- \`${conflict.path}\`${concerned === '' ? '' : `: ${concerned}`}`
      }),
    ]
  return proposal.how === 'picks'
    ? ['Each commit is picked: squash or rebase it as you like.']
    : ['Merge it with a merge commit if you can; a squash is recognised by the list in this text.']
}
