import type { Config } from '../../config.js'
import { previewLabel, slotLabel, slotsOf } from '../model/environment.js'
import type { Step } from '../plan/plan.js'
import type { InitFacts, InitFile } from './facts.js'
import { missingSetup } from './missing-setup.js'

/** Where `rel init` proposes. */
export const proposalBranch = 'rel/init'
const configPath = '.github/rel.yml'

export const isChanged = ({ action }: Pick<InitFile, 'action'>): boolean =>
  action !== 'kept' && action !== 'unchanged'

/** The files that change: one commit on the branch of the proposal and its pull request, or each in the work tree. */
export function planFiles(facts: InitFacts, local: boolean): readonly Step[] {
  const { repository } = facts
  const changed = facts.files.filter(isChanged)
  if (local)
    return changed.map(({ path, after }) => ({ kind: 'write-file', repository, path, text: after }) as const)
  const commit = commitOf(facts, changed)
  const opens = changed.length > 0 && !facts.proposal?.pullRequest
  return [...(commit ? [commit] : []), ...(opens ? [openingOf(facts)] : [])]
}

/**
 * A new branch starts at the default branch; an open proposal goes on from where it is. One that was merged or closed is taken
 * up again by a commit that follows both, with the default branch's files: nothing on it is lost, and no push is forced. One
 * that was cut off before its pull request was opened has that commit already.
 */
function commitOf(facts: InitFacts, changed: readonly InitFile[]): Step<'commit-files'> | null {
  const { repository, proposal, head } = facts
  const isThere = ({ path, after }: InitFile): boolean =>
    proposal !== null &&
    proposal.parents.includes(head.commit) &&
    (proposal.texts.get(path) ?? null) === after
  if (changed.every(isThere)) return null
  const again = { parents: proposal ? [proposal.commit, head.commit] : [head.commit], tree: head.tree }
  const onward = proposal?.pullRequest ? { parents: [proposal.commit], tree: proposal.tree } : again
  return {
    kind: 'commit-files',
    repository,
    branch: proposalBranch,
    isNew: proposal === null,
    ...onward,
    message: titleOf(facts),
    files: changed.map(({ path, after }) => ({ path, text: after })),
  }
}

const openingOf = (facts: InitFacts): Step<'open-pull-request'> => ({
  kind: 'open-pull-request',
  repository: facts.repository,
  head: proposalBranch,
  base: facts.defaultBranch,
  title: titleOf(facts),
  body: bodyOf(facts),
  labels: [],
})

const titleOf = ({ files, version }: InitFacts): string =>
  files.some(({ owner, before }) => owner === 'rel' && before !== null)
    ? `Update the workflows of rel to ${version}`
    : `Adopt the workflows of rel ${version}`

/** What a reviewer wants to know. */
function bodyOf(facts: InitFacts): string {
  const { files, config, version, mergeCommits } = facts
  const list = (action: InitFile['action']): string =>
    files
      .filter((file) => file.action === action)
      .map(
        ({ path, owner, reason }) =>
          `- \`${path}\`${action === 'kept' ? `: ${reason}` : owner === 'team' ? ', yours to change' : ''}\n`,
      )
      .join('')
  const section = (title: string, text: string): string => (text === '' ? '' : `\n### ${title}\n\n${text}`)
  const missing = missingSetup(facts)
    .map((sentence) => `- ${sentence}\n`)
    .join('')
  const picks = config.environments.includes('hotfix') && !mergeCommits
  return `The release process of this repository, as \`${configPath}\` says: ${config.environments.join(', ')}.
${section('New', list('created'))}${section('Brought up to date', list('updated'))}${section('No longer needed', list('removed'))}${section('Left as they are', list('kept'))}${section('Before it works', missing)}
Once this is merged, ${labelled(config)}\`rel status\` shows what runs where. Files of rel say so in their first line; one that people change is left alone.${picks ? ' Merge commits are not allowed in this repository, so a hotfix comes back to it commit by commit.' : ''} Opened by \`rel init\` (${version}); running it again brings this pull request up to date.
`
}

/** How a pull request gets deployed, where it can be. */
function labelled(config: Config): string {
  const labels = [
    ...(config.environments.includes('preview') ? [previewLabel] : []),
    ...slotsOf(config).slice(0, 1).map(slotLabel),
  ]
  const either = labels.map((label) => `\`${label}\``).join(' or ')
  return either === '' ? '' : `a pull request with the label ${either} is deployed, and `
}
