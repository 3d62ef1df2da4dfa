import { notFound } from '../errors.js'
import type { Repository } from '../state/rows.js'
import { html, joined, type Part } from './html.js'
import { markdown } from './markdown.js'
import { isReadable, pathOf, repositoryIn, type PageHandler, type Visit } from './visit.js'
import { badge } from './format.js'

const repositories = (all: readonly Repository[]): Part =>
  html`<ul class="rows">
    ${all.map(
      (repository) =>
        html`<li>
          <a href="${pathOf(repository)}"><strong>${repository.owner}/${repository.name}</strong></a>
          <span class="dim">${repository.description}</span>
        </li>`,
    )}
  </ul>`

/** The home page: all repositories that the visitor can read. */
export const showHome: PageHandler = (visit) => ({
  title: 'Repositories',
  body: html`<h1>Repositories</h1>
    ${repositories(visit.world.store.all('repositories').filter((repository) => isReadable(visit, repository)))}`,
})

/** The page of a user, an organization or a bot. */
export const showOwner: PageHandler = (visit) => {
  const { world, path } = visit
  const user = world.store.get('users', (path['owner'] ?? '').toLowerCase())
  if (!user) throw notFound()
  const own = world.store
    .all('repositories')
    .filter((repository) => repository.owner === user.login && isReadable(visit, repository))
  const members = world.store.by('memberships', 'organization', user.login.toLowerCase())
  const teams = world.store.by('teams', 'organization', user.login.toLowerCase())
  const body = html`<h1>${user.login}</h1>
    <p>${user.name}</p>
    ${
      members.length > 0 &&
      html`<p>
        People:
        ${joined(
          members.map(({ login }) => html`<a href="/${login}">${login}</a>`),
          ', ',
        )}
      </p>`
    }
    ${
      teams.length > 0 &&
      html`<p>
        Teams:
        ${joined(
          teams.map(
            ({ slug, organization }) => html`<a href="/orgs/${organization}/teams/${slug}">${slug}</a>`,
          ),
          ', ',
        )}
      </p>`
    }
    ${
      own.length > 0 &&
      html`<h2>Repositories</h2>
        ${repositories(own)}`
    }`
  return { title: user.login, body }
}

export const showTeam: PageHandler = ({ world, path }) => {
  const team = world.store.first(
    'teams',
    'slug',
    `${path['organization'] ?? ''}/${path['team'] ?? ''}`.toLowerCase(),
  )
  if (!team) throw notFound()
  const members = world.store.by('teamMembers', 'team', team.id)
  const body = html`<h1>${team.name}</h1>
    <p>${team.description}</p>
    <p>
      ${joined(
        members.map(({ login }) => html`<a href="/${login}">${login}</a>`),
        ', ',
      )}
    </p>`
  return { title: team.name, body }
}

export const showApp: PageHandler = ({ path }) => {
  if (path['app'] !== 'github-actions') throw notFound()
  return {
    title: 'GitHub Actions',
    body: html`<h1>GitHub Actions</h1>
      <p>The app that acts for workflows when they use their token.</p>`,
  }
}

/** The rulesets and branch protections as JSON. */
export const showRules: PageHandler = (visit: Visit) => {
  const repository = repositoryIn(visit)
  const { world, path } = visit
  const all = world.store.by('rulesets', 'repository', repository.id)
  const shown = path['ruleset'] === undefined ? all : all.filter(({ id }) => id === Number(path['ruleset']))
  if (path['ruleset'] !== undefined && shown.length === 0) throw notFound()
  const boxes = shown.map(
    (ruleset) =>
      html`<section class="box">
        <h2>${ruleset.name}</h2>
        <p class="dim">${ruleset.target}, ${ruleset.enforcement}: ${ruleset.include.join(', ')}</p>
        <pre>${JSON.stringify(ruleset.rules, null, 2)}</pre>
      </section>`,
  )
  const protections = world.store.by('protections', 'repository', repository.id)
  const branches =
    path['ruleset'] === undefined &&
    protections.map(
      (protection) =>
        html`<section class="box">
          <h2>Branch ${protection.branch}</h2>
          <pre>${JSON.stringify(protection, null, 2)}</pre>
        </section>`,
    )
  return {
    title: 'Rules',
    repository,
    body: html`<h1>Rules</h1>
      ${branches}${boxes}`,
  }
}

/** The page of a check run that was created with the API. */
export const showCheck: PageHandler = (visit) => {
  const repository = repositoryIn(visit)
  const check = visit.world.store.get('checkRuns', Number(visit.path['check']))
  if (check?.repository !== repository.id) throw notFound()
  const { name, status, conclusion, output } = check
  const body = html`<h1>${name}</h1>
    <p>${badge(status, conclusion)}</p>
    ${output.title && html`<h2>${output.title}</h2>`}${markdown(output.summary ?? '')}${markdown(output.text ?? '')}`
  return { title: name, repository, body }
}
