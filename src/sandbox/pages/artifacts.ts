import { artifactOf, artifactsOf, isExpired, mustNotBeExpired } from '../rules/actions/artifacts.js'
import type { Run } from '../state/actions-rows.js'
import type { World } from '../world.js'
import { html, type Part } from './html.js'
import { numberIn, repositoryIn, type Show } from './visit.js'
import { when } from './words.js'

/** What the jobs of a run have uploaded, and until when it can be had. */
export function artifactList(world: World, run: Run): Part {
  const all = artifactsOf(world, run)
  if (all.length === 0) return null
  return html`<h2>Artifacts</h2>
    <ul class="rows">
      ${all.map((artifact) => {
        const { id, name, size, expiresAt } = artifact
        const isGone = isExpired(world, artifact)
        return html`<li>
          ${isGone ? name : html`<a href="/_sandbox/artifacts/${id}.zip" download="${name}.zip">${name}</a>`}
          <span class="dim">${size} bytes, ${isGone ? 'expired' : 'expires'} ${when(expiresAt)}</span>
        </li>`
      })}
    </ul>`
}

/** The address that upload-artifact gives out. */
export const showArtifact: Show = (visit) => {
  const artifact = artifactOf(visit.world, repositoryIn(visit), numberIn(visit, 'artifact'))
  mustNotBeExpired(visit.world, artifact)
  return { to: `/_sandbox/artifacts/${artifact.id}.zip` }
}
