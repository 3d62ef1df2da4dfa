import type { Context } from '../../context.js'
import { previewLabel } from '../../domain/model/environment.js'
import type { PreviewFacts } from '../../domain/preview/preview.js'
import { readPullRequestOrBranch, toFacts } from '../label/pull-request.js'

/** The pull request, and everyone who has a preview. */
export async function readPreviewFacts(context: Context, number: number | undefined): Promise<PreviewFacts> {
  const meant = await readPullRequestOrBranch(context, number)
  const look = await context.github.pullRequests.lookWithLabelled(
    context.repository,
    meant.target,
    previewLabel,
  )
  return { ...toFacts(context, meant, look), labelExists: look.labelExists, labelled: look.labelled }
}
