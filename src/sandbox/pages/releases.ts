import { notFound } from '../errors.js'
import { latestRelease, releaseOfTag } from '../rules/releases/latest-release.js'
import { getRelease, listReleases, updateRelease } from '../rules/releases/releases.js'
import type { Release } from '../state/release-rows.js'
import type { Repository } from '../state/rows.js'
import { html, type Html, type Part } from './html.js'
import { markdown } from './markdown.js'
import {
  hasRole,
  requireRole,
  numberIn,
  pathOf,
  readRequest,
  repositoryIn,
  type PageHandler,
  type Visit,
} from './visit.js'
import { when } from './format.js'

const maxRows = 30

const pageOf = (repository: Repository, { draft, untagged, tag }: Release): string =>
  `${pathOf(repository)}/releases/tag/${draft ? untagged : tag.split('/').map(encodeURIComponent).join('/')}`

/** Releases, newest first; drafts have a form that edits or publishes them. */
export const showReleases: PageHandler = (visit) => {
  const repository = repositoryIn(visit)
  const all = listReleases(readRequest(visit, repository))
  const list = all.slice(0, maxRows).map((release) => releaseBox(visit, repository, release))
  const body = html`<h1>Releases</h1>
    ${list.length === 0 ? html`<p class="dim">There are no releases yet.</p>` : list}${all.length > maxRows && html`<p class="dim">… and ${all.length - maxRows} older releases.</p>`}`
  return { title: 'Releases', repository, body }
}

export const showRelease: PageHandler = (visit) => {
  const repository = repositoryIn(visit)
  const { world, path } = visit
  const tag = path['tag'] ?? ''
  const draft = listReleases(readRequest(visit, repository)).find(
    (release) => release.draft && release.untagged === tag,
  )
  const release = draft ?? releaseOfTag(world, repository, tag)
  if (!release) throw notFound()
  return { title: nameOf(release), repository, body: releaseBox(visit, repository, release) }
}

const nameOf = ({ name, tag }: Release): string => name || tag

function releaseBox(visit: Visit, repository: Repository, release: Release): Html {
  const isLatest = latestRelease(visit.world, repository)?.id === release.id
  const kind = release.draft ? 'draft' : release.prerelease ? 'pre-release' : isLatest ? 'latest' : ''
  const tree = `${pathOf(repository)}/tree/${encodeURIComponent(release.draft ? release.target : release.tag)}`
  return html`<section class="box">
    <h2>
      <a href="${pageOf(repository, release)}">${nameOf(release)}</a>
      ${kind !== '' && html`<span class="label">${kind}</span>`}
    </h2>
    <p class="dim">
      ${release.draft ? html`will create ${release.tag} at <a href="${tree}">${release.target}</a>` : html`<a href="${tree}">${release.tag}</a>`},
      by ${release.author}, ${when(release.publishedAt ?? release.createdAt)}
    </p>
    ${markdown(release.body ?? '')} ${release.draft && draftForm(visit, repository, release)}
  </section>`
}

/** The form of a draft, as on GitHub: saves it, or publishes it with the values of the form. */
function draftForm(visit: Visit, repository: Repository, release: Release): Part {
  if (!hasRole(visit, repository, 'write')) return null
  return html`<details>
      <summary>Edit or publish</summary>
      <form class="tall" method="post" action="${pathOf(repository)}/releases/${release.id}">
        <label>Tag <input name="tag" value="${release.tag}" required /></label>
        <label>Title <input name="name" value="${release.name}" /></label>
        <label>Description <textarea name="body" rows="12">${'\n'}${release.body}</textarea></label>
        <label
          ><span
            ><input type="checkbox" name="prerelease" value="on" ${release.prerelease && html` checked`} />
            Set as a pre-release</span
          ></label
        >
        <span
          ><button class="main" name="do" value="publish">Publish release</button>
          <button name="do" value="save">Save draft</button></span
        >
      </form>
    </details>
    <form method="post" action="${pathOf(repository)}/releases/${release.id}">
      <button class="main" name="do" value="publish">Publish</button>
    </form>`
}

/** Saves or publishes a release. Publishing creates the tag and triggers `release: published`, as with the API. */
export const changeRelease: PageHandler = async (visit) => {
  const repository = repositoryIn(visit)
  const { form } = visit
  const request = requireRole(visit, repository, 'write')
  const before = getRelease(request, numberIn(visit, 'release'))
  const text = (key: string): string | undefined => form.get(key)?.replaceAll('\r\n', '\n')
  const after = await updateRelease(request, before.id, {
    tag: text('tag'),
    name: text('name'),
    body: text('body'),
    ...(form.has('tag') && { prerelease: form.get('prerelease') === 'on' }),
    ...(form.get('do') === 'publish' && { draft: false }),
  })
  return { to: pageOf(repository, after) }
}
