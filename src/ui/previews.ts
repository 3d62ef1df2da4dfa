import type { Preview } from '../domain/preview-list.js'
import { table } from './table.js'

export function renderPreviews(previews: readonly Preview[]): string {
  if (previews.length === 0) return 'No pull request has a preview.'
  const lines = previews.flatMap(({ environment, prs }) =>
    prs.map(({ number, author, sha, title }) => [environment, `#${number}`, author, sha.slice(0, 7), title]),
  )
  return table([['PREVIEW', 'PR', 'AUTHOR', 'COMMIT', 'TITLE'], ...lines])
}
