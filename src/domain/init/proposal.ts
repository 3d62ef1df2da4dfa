import type { Config } from '../../config.js'
import { previewLabel, slotLabel, slotsOf } from '../model/environment.js'
import type { Step } from '../plan/plan.js'
import type { InitFacts, InitFile } from './facts.js'
import { missingSetup } from './missing-setup.js'

/** The branch of the pull request that `rel init` opens. */
export const proposalBranch = 'rel/init'
const configPath = '.github/rel.yml'

export const isChanged = ({ action }: Pick<InitFile, 'action'>): boolean =>
  action !== 'kept' && action !== 'unchanged'

/** The steps that change files: one commit on the branch of `rel init` and its pull request, or writes to the working tree. */
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
 * The commit of the changed files; null if the branch has it already (an earlier run was interrupted before it opened the pull
 * request). A new branch starts at the default branch; the commit of an open pull request follows its head. A branch whose pull
 * request was merged or closed gets a merge commit with the files of the default branch, so that no push has to be forced.
 */
function commitOf(facts: InitFacts, changed: readonly InitFile[]): Step<'commit-files'> | null {
  const { repository, proposal, head } = facts
  const isCommitted = ({ path, after }: InitFile): boolean =>
    proposal !== null &&
    proposal.parents.includes(head.commit) &&
    (proposal.texts.get(path) ?? null) === after
  if (changed.every(isCommitted)) return null
  const fromDefault = { parents: proposal ? [proposal.commit, head.commit] : [head.commit], tree: head.tree }
  const base = proposal?.pullRequest ? { parents: [proposal.commit], tree: proposal.tree } : fromDefault
  return {
    kind: 'commit-files',
    repository,
    branch: proposalBranch,
    isNew: proposal === null,
    ...base,
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

/** The description of the pull request. */
function bodyOf(facts: InitFacts): string {
  const { files, config, version, mergeCommits } = facts
  const list = (action: InitFile['action']): string =>
    files
      .filter((file) => file.action === action)
      .map(
        ({ path, owner, reason }) =>
          `- \`${path}\`${action === 'kept' ? `: ${reason}` : owner === 'team' ? ' (yours to edit)' : ''}\n`,
      )
      .join('')
  const section = (title: string, text: string): string => (text === '' ? '' : `\n### ${title}\n\n${text}`)
  const missing = missingSetup(facts)
    .map((sentence) => `- ${sentence}\n`)
    .join('')
  const picks = config.environments.includes('hotfix') && !mergeCommits
  return `The release process of this repository for the environments in \`${configPath}\`: ${config.environments.join(', ')}.
${section('New files', list('created'))}${section('Updated files', list('updated'))}${section('Removed files', list('removed'))}${section('Files left unchanged', list('kept'))}${section('Still to do', missing)}
Once this is merged, ${labelled(config)}\`rel status\` shows what runs where. Files managed by rel say so in their first line; rel does not overwrite a file that was edited.${picks ? ' Merge commits are not allowed in this repository, so hotfixes are reintegrated by cherry-picks.' : ''} Opened by \`rel init\` (${version}); run it again to update this pull request.
`
}

/** How to deploy a pull request, if there is an environment for it. */
function labelled(config: Config): string {
  const labels = [
    ...(config.environments.includes('preview') ? [previewLabel] : []),
    ...slotsOf(config).slice(0, 1).map(slotLabel),
  ]
  const names = labels.map((label) => `\`${label}\``).join(' or ')
  return names === '' ? '' : `pull requests with the label ${names} are deployed, and `
}
