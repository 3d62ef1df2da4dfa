import { artifactOf, artifactsOf, isExpired, mustNotBeExpired } from '../rules/actions/artifacts.js'
import type { Run } from '../state/actions-rows.js'
import type { World } from '../world.js'
import { html, type Part } from './html.js'
import { numberIn, repositoryIn, type PageHandler } from './visit.js'
import { when } from './format.js'

/** The artifacts of a run, with their sizes and expiry times; `path`: the page of the run. */
export function artifactList(world: World, run: Run, path: string): Part {
  const artifacts = artifactsOf(world, run)
  if (artifacts.length === 0) return null
  return html`<h2>Artifacts</h2>
    <ul class="rows">
      ${artifacts.map((artifact) => {
        const { id, name, size, expiresAt } = artifact
        const expired = isExpired(world, artifact)
        return html`<li>
          ${expired ? name : html`<a href="${path}/artifacts/${id}" download="${name}.zip">${name}</a>`}
          <span class="dim">${size} bytes, ${expired ? 'expired' : 'expires'} ${when(expiresAt)}</span>
        </li>`
      })}
    </ul>`
}

/** Redirects from the artifact url that upload-artifact prints to the download. */
export const showArtifact: PageHandler = (visit) => {
  const artifact = artifactOf(visit.world, repositoryIn(visit), numberIn(visit, 'artifact'))
  mustNotBeExpired(visit.world, artifact)
  return { to: visit.world.downloads.artifact(artifact.id) }
}
