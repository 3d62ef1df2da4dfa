import { notFound } from '../errors.js'
import { statusesOf } from '../rules/deployments/deployment-statuses.js'
import type { Deployment, Environment } from '../state/deployment-rows.js'
import type { Repository } from '../state/rows.js'
import { html, linkTo, type Html, type Part } from './html.js'
import { pathOf, repositoryIn, type Show, type Visit } from './visit.js'
import { badge, shortSha, when } from './words.js'

const most = 30

export function deploymentRows(
  visit: Visit,
  repository: Repository,
  deployments: readonly Deployment[],
): Part {
  const rows = deployments
    .toReversed()
    .slice(0, most)
    .map((each) => html`<li>${deploymentLine(visit, repository, each)}</li>`)
  return rows.length === 0
    ? html`<p class="dim">None.</p>`
    : html`<ul class="rows">
        ${rows}
      </ul>`
}

/** What was deployed where, and its words: the newest of its statuses that has any. */
function deploymentLine({ world }: Visit, repository: Repository, deployment: Deployment): Html {
  const statuses = statusesOf(world, deployment)
  const said = statuses.find(({ description }) => description !== '')?.description
  const url = statuses.find(({ environmentUrl }) => environmentUrl !== '')?.environmentUrl
  const log = statuses.find(({ logUrl }) => logUrl !== '')?.logUrl
  const home = pathOf(repository)
  return html`${badge(deployment.state ?? 'pending')}
    <a href="${environmentPage(repository, deployment.environment)}">${deployment.environment}</a>:
    ${deployment.ref} at
    <a href="${home}/commit/${deployment.sha}"><code>${shortSha(deployment.sha)}</code></a
    >${url !== undefined && html` · ${linkTo(url, url)}`}${log !== undefined && html` · ${linkTo(log, 'log')}`}<br /><span
      class="dim"
      >${said !== undefined && `${said}, `}by ${deployment.creator}, ${when(deployment.createdAt)}</span
    >`
}

const environmentPage = (repository: Repository, name: string): string =>
  `${pathOf(repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`

/** What runs where: of each environment the deployment that is active, and where it answers. */
export const showEnvironments: Show = (visit) => {
  const repository = repositoryIn(visit)
  const rows = visit.world.store
    .by('environments', 'repository', repository.id)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((each) => html`<li>${environment(visit, repository, each)}</li>`)
  const body = html`<h1>Environments</h1>
    ${
      rows.length === 0
        ? html`<p class="dim">There is none yet.</p>`
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
  const coming = all.filter(({ id, state }) => id > (active?.id ?? 0) && isComing(state)).at(-1)
  return html`<a href="${environmentPage(repository, row.name)}"><strong>${row.name}</strong></a
    ><br />
    ${active ? deploymentLine(visit, repository, active) : html`<span class="dim">Nothing runs here.</span>`}
    ${coming && html`<br />${deploymentLine(visit, repository, coming)}`}`
}

const isComing = (state: Deployment['state']): boolean =>
  state !== 'success' && state !== 'inactive' && state !== 'failure' && state !== 'error'

/** The deployments of one environment, newest first; without a filter, of all of them. */
export const showActivity: Show = (visit) => {
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
    ${deploymentRows(visit, repository, all)}${all.length > most && html`<p class="dim">… and ${all.length - most} older ones.</p>`}`
  return { title: row.name, repository, body }
}

function rules(
  { world }: Visit,
  { reviewers, waitTimer, preventSelfReview, branchPolicy }: Environment,
): string {
  const names = reviewers.map(({ type, id }) =>
    type === 'User' ? world.store.first('users', 'id', id)?.login : world.store.get('teams', id)?.slug,
  )
  const said = [
    names.length > 0
      ? `Reviewers: ${names.join(', ')}${preventSelfReview ? ', not of their own runs' : ''}`
      : 'No review',
    ...(waitTimer > 0 ? [`waits ${waitTimer} minutes`] : []),
    branchPolicy === null
      ? 'any branch or tag'
      : `${branchPolicy === 'protected' ? 'protected branches' : 'chosen branches and tags'} only`,
  ]
  return `${said.join('; ')}.`
}
