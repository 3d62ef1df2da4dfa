import { artifactOf, artifactsOf, isExpired, mustNotBeExpired } from '../rules/actions/artifacts.js'
import type { Run } from '../state/actions-rows.js'
import type { World } from '../world.js'
import { html, type Part } from './html.js'
import { numberIn, repositoryIn, type PageHandler } from './visit.js'
import { when } from './format.js'

/** The artifacts of a run, with their sizes and expiry times. */
export function artifactList(world: World, run: Run): Part {
  const artifacts = artifactsOf(world, run)
  if (artifacts.length === 0) return null
  return html`<h2>Artifacts</h2>
    <ul class="rows">
      ${artifacts.map((artifact) => {
        const { id, name, size, expiresAt } = artifact
        const expired = isExpired(world, artifact)
        return html`<li>
          ${expired ? name : html`<a href="/_sandbox/artifacts/${id}.zip" download="${name}.zip">${name}</a>`}
          <span class="dim">${size} bytes, ${expired ? 'expired' : 'expires'} ${when(expiresAt)}</span>
        </li>`
      })}
    </ul>`
}

/** Redirects from the artifact url that upload-artifact prints to the download. */
export const showArtifact: PageHandler = (visit) => {
  const artifact = artifactOf(visit.world, repositoryIn(visit), numberIn(visit, 'artifact'))
  mustNotBeExpired(visit.world, artifact)
  return { to: `/_sandbox/artifacts/${artifact.id}.zip` }
}
