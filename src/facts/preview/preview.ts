import type { Context } from '../../context.js'
import { previewLabel } from '../../domain/model/environment.js'
import type { PreviewFacts } from '../../domain/preview/preview.js'
import { readPullRequestOrBranch, toFacts } from '../label/pull-request.js'

/** The pull request, and every open pull request with a preview. */
export async function readPreviewFacts(context: Context, number: number | undefined): Promise<PreviewFacts> {
  const selected = await readPullRequestOrBranch(context, number)
  const data = await context.github.pullRequests.readWithLabelled(
    context.repository,
    selected.target,
    previewLabel,
  )
  return { ...toFacts(context, selected, data), labelExists: data.labelExists, labelled: data.labelled }
}
