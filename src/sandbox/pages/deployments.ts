import { notFound } from '../errors.js'
import { statusesOf } from '../rules/deployments/deployment-statuses.js'
import type { Deployment, Environment } from '../state/deployment-rows.js'
import type { Repository } from '../state/rows.js'
import { html, linkTo, type Html, type Part } from './html.js'
import { pathOf, repositoryIn, type PageHandler, type Visit } from './visit.js'
import { badge, shortSha, when } from './format.js'

const maxRows = 30

export function deploymentRows(
  visit: Visit,
  repository: Repository,
  deployments: readonly Deployment[],
): Part {
  const rows = deployments
    .toReversed()
    .slice(0, maxRows)
    .map((deployment) => html`<li>${deploymentLine(visit, repository, deployment)}</li>`)
  return rows.length === 0
    ? html`<p class="dim">None.</p>`
    : html`<ul class="rows">
        ${rows}
      </ul>`
}

/** One deployment: its state, environment, commit, links, and the description of its newest status that has one. */
function deploymentLine({ world }: Visit, repository: Repository, deployment: Deployment): Html {
  const statuses = statusesOf(world, deployment)
  const description = statuses.find((status) => status.description !== '')?.description
  const url = statuses.find(({ environmentUrl }) => environmentUrl !== '')?.environmentUrl
  const log = statuses.find(({ logUrl }) => logUrl !== '')?.logUrl
  const home = pathOf(repository)
  return html`${badge(deployment.state ?? 'pending')}
    <a href="${environmentPage(repository, deployment.environment)}">${deployment.environment}</a>:
    ${deployment.ref} at
    <a href="${home}/commit/${deployment.sha}"><code>${shortSha(deployment.sha)}</code></a
    >${url !== undefined && html` · ${linkTo(url, url)}`}${log !== undefined && html` · ${linkTo(log, 'log')}`}<br /><span
      class="dim"
      >${description !== undefined && `${description}, `}by ${deployment.creator},
      ${when(deployment.createdAt)}</span
    >`
}

const environmentPage = (repository: Repository, name: string): string =>
  `${pathOf(repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`

/** The environments of a repository, each with its active and its pending deployment. */
export const showEnvironments: PageHandler = (visit) => {
  const repository = repositoryIn(visit)
  const rows = visit.world.store
    .by('environments', 'repository', repository.id)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((row) => html`<li>${environment(visit, repository, row)}</li>`)
  const body = html`<h1>Environments</h1>
    ${
      rows.length === 0
        ? html`<p class="dim">There are no environments yet.</p>`
        : html`<ul class="rows">
            ${rows}
          </ul>`
    }`
  return { title: 'Environments', repository, body }
}

const deploymentsOf = ({ world }: Visit, { id }: Repository, { name }: Environment): readonly Deployment[] =>
  world.store.by('deployments', 'environment', `${id}/${name.toLowerCase()}`)

function environment(visit: Visit, repository: Repository, row: Environment): Html {
  const all = deploymentsOf(visit, repository, row)
  const [active] = all.filter(({ state }) => state === 'success').toReversed()
  const pending = all.filter(({ id, state }) => id > (active?.id ?? 0) && isPending(state)).at(-1)
  return html`<a href="${environmentPage(repository, row.name)}"><strong>${row.name}</strong></a
    ><br />
    ${active ? deploymentLine(visit, repository, active) : html`<span class="dim">No active deployment.</span>`}
    ${pending && html`<br />${deploymentLine(visit, repository, pending)}`}`
}

const isPending = (state: Deployment['state']): boolean =>
  state !== 'success' && state !== 'inactive' && state !== 'failure' && state !== 'error'

/** The deployments of the environment in `environments_filter`, or of all environments, newest first. */
export const showActivity: PageHandler = (visit) => {
  const { world, query } = visit
  const repository = repositoryIn(visit)
  const name = query.get('environments_filter')
  if (name === null) {
    const all = world.store.by('deployments', 'repository', repository.id)
    return {
      title: 'Deployments',
      repository,
      body: html`<h1>Deployments</h1>
        ${deploymentRows(visit, repository, all)}`,
    }
  }
  const row = world.store.get('environments', `${repository.id}/${name.toLowerCase()}`)
  if (!row) throw notFound()
  const all = deploymentsOf(visit, repository, row)
  const body = html`<h1>${row.name}</h1>
    <p class="dim">${rules(visit, row)}</p>
    ${deploymentRows(visit, repository, all)}${all.length > maxRows && html`<p class="dim">… and ${all.length - maxRows} older deployments.</p>`}`
  return { title: row.name, repository, body }
}

function rules(
  { world }: Visit,
  { reviewers, waitTimer, preventSelfReview, branchPolicy }: Environment,
): string {
  const names = reviewers.map(({ type, id }) =>
    type === 'User' ? world.store.first('users', 'id', id)?.login : world.store.get('teams', id)?.slug,
  )
  const parts = [
    names.length > 0
      ? `Required reviewers: ${names.join(', ')}${preventSelfReview ? ' (no self-review)' : ''}`
      : 'No required reviewers',
    ...(waitTimer > 0 ? [`wait timer: ${waitTimer} minutes`] : []),
    branchPolicy === null
      ? 'any branch or tag'
      : `${branchPolicy === 'protected' ? 'protected branches' : 'selected branches and tags'} only`,
  ]
  return `${parts.join('; ')}.`
}
