import { branchHead } from '../git/refs.js'
import { pullOf, type PullRequest } from '../rules/access/access.js'
import { checksOf } from '../rules/actions/checks.js'
import { labelsOf } from '../rules/pulls/labels.js'
import { mergeStateOf, type MergeState } from '../rules/pulls/merge-state.js'
import { mergeability } from '../rules/pulls/pulls.js'
import type { Repository } from '../state/rows.js'
import { conversation } from './conversation.js'
import { deploymentRows } from './deployments.js'
import { html, type Html, type Part } from './html.js'
import { labelChips, stateOf } from './pulls.js'
import { hasRole, numberIn, pathOf, repositoryIn, type PageHandler, type Visit } from './visit.js'
import { badge, shortSha } from './format.js'

/** The page of a pull request: labels, checks and deployments of its head, merge state, conversation. */
export const showPull: PageHandler = async (visit) => {
  const repository = repositoryIn(visit)
  const issue = pullOf(visit.world, repository, numberIn(visit, 'number'))
  const { title, number, author, pull } = issue
  const body = html` <h1>${title} <span class="dim">#${number}</span></h1>
    <p>
      ${stateOf(issue)} · <a href="/${author}">${author}</a> wants to merge <code>${pull.head}</code> at
      <a href="${pathOf(repository)}/commit/${pull.headSha}"><code>${shortSha(pull.headSha)}</code></a> into
      <code>${pull.base}</code>
    </p>
    ${labels(visit, repository, issue)}
    <h2>Checks of ${shortSha(pull.headSha)}</h2>
    ${checkRows(visit, repository, pull.headSha)}
    <h2>Deployments of ${shortSha(pull.headSha)}</h2>
    ${deploymentRows(visit, repository, visit.world.store.by('deployments', 'sha', `${repository.id}/${pull.headSha}`))}
    ${issue.state === 'open' ? await mergeBox(visit, repository, issue) : reopenBox(visit, repository, issue)}
    ${conversation(visit, repository, issue)}`
  return { title: `${title} · #${number}`, repository, body }
}

const action = (repository: Repository, { number }: PullRequest, name: string): string =>
  `${pathOf(repository)}/pull/${number}/${name}`

function labels(visit: Visit, repository: Repository, issue: PullRequest): Html {
  if (!hasRole(visit, repository, 'triage')) return html`<p>Labels: ${labelChips(visit, issue)}</p>`
  const present = labelsOf(visit.world, issue)
  const addable = visit.world.store
    .by('labels', 'repository', repository.id)
    .filter(({ id }) => !issue.labels.includes(id))
  const to = action(repository, issue, 'labels')
  const chips = present.map(
    ({ name }) =>
      html`<form method="post" action="${to}">
        <input type="hidden" name="remove" value="${name}" /><span class="label">${name}</span
        ><button aria-label="Remove the label ${name}">✕</button>
      </form> `,
  )
  const add = html`<form method="post" action="${to}">
    <label
      >Add a label
      <select name="add">
        ${addable.map(({ name }) => html`<option>${name}</option>`)}
      </select></label
    ><button>Add</button>
  </form>`
  return html`<div>Labels: ${chips} ${addable.length > 0 && add}</div>`
}

/** Check runs and statuses of a commit. */
export function checkRows({ world }: Visit, repository: Repository, sha: string): Part {
  const home = pathOf(repository)
  const checks = checksOf(world, repository, sha, { latest: true }).map(
    ({ id, name, run, status, conclusion }) => {
      const page = run === null ? `${home}/runs/${id}` : `${home}/actions/runs/${run}/job/${id}`
      return html`<li>${badge(status, conclusion)} <a href="${page}">${name}</a></li>`
    },
  )
  const statuses = new Map(
    world.store
      .by('commitStatuses', 'sha', `${repository.id}/${sha}`)
      .map((status) => [status.context, status]),
  )
  const rows = [
    ...checks,
    ...[...statuses.values()].map(
      ({ context, state, description }) =>
        html`<li>${badge(state)} ${context} <span class="dim">${description}</span></li>`,
    ),
  ]
  return rows.length === 0
    ? html`<p class="dim">None.</p>`
    : html`<ul class="rows">
        ${rows}
      </ul>`
}

const reasons: Readonly<Record<MergeState, string>> = {
  unknown: 'Mergeability is not known yet. Reload the page.',
  dirty: 'This branch has conflicts with the base branch.',
  draft: 'This pull request is a draft.',
  blocked: 'Merging is blocked: the rules of the base branch are not met.',
  behind: 'This branch is out of date with the base branch.',
  unstable: 'Some checks were not successful; none of them is required.',
  clean: 'This pull request can be merged.',
}

async function mergeBox(visit: Visit, repository: Repository, issue: PullRequest): Promise<Html> {
  const { world } = visit
  await mergeability(world, issue) // the first call starts the check
  const current = pullOf(world, repository, issue.number)
  const clean = await mergeability(world, current)
  const base = await branchHead(world.git(repository), current.pull.base)
  const state = await mergeStateOf(world, current, { clean, base })
  const methods = [
    repository.allowMergeCommit && ['merge', 'Merge'],
    repository.allowSquashMerge && ['squash', 'Squash and merge'],
    repository.allowRebaseMerge && ['rebase', 'Rebase and merge'],
  ].filter((method) => method !== false)
  const merge = html`<form method="post" action="${action(repository, issue, 'merge')}">
    <input type="hidden" name="sha" value="${issue.pull.headSha}" />${methods.map(
      ([method, text]) =>
        html`<button class="${method === 'merge' && 'main'}" name="method" value="${method}">
          ${text}
        </button>`,
    )}
  </form>`
  const close = html`<form method="post" action="${action(repository, issue, 'close')}">
    <button>Close</button>
  </form>`
  const isAuthor = visit.me?.user.login === issue.author
  return html`<section class="box">
    <h2>Merge</h2>
    <p>${reasons[state]}</p>
    <div>
      ${hasRole(visit, repository, 'write') && merge}
      ${(isAuthor || hasRole(visit, repository, 'write')) && close}
    </div>
  </section>`
}

function reopenBox(visit: Visit, repository: Repository, issue: PullRequest): Part {
  const { pull } = issue
  if (pull.mergedAt !== null)
    return html`<p class="box">
      Merged by <a href="/${pull.mergedBy}">${pull.mergedBy}</a> as
      <a href="${pathOf(repository)}/commit/${pull.mergeCommitSha}"
        ><code>${shortSha(pull.mergeCommitSha ?? '')}</code></a
      >.
    </p>`
  if (!hasRole(visit, repository, 'write') && visit.me?.user.login !== issue.author) return null
  return html`<div class="box">
    <form method="post" action="${action(repository, issue, 'reopen')}"><button>Reopen</button></form>
  </div>`
}
