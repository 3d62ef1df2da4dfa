import { nameOf } from '../model/service.js'
import type { Undone } from './revert.js'

export const wordsOf = (undone: Undone): string =>
  undone.kind === 'pull' ? `#${undone.number}` : `everything since ${nameOf(undone.service, undone.version)}`

/** Every number is a line that the notes of the next release understand; more than GitHub has room for are left out. */
export const listOf = (repository: string, pulls: readonly number[]): readonly string[] =>
  pulls.slice(0, mostListed).map((number) => `Reverts ${repository}#${number}`)
const mostListed = 500

export function messageOf(
  repository: string,
  undone: Undone,
): { readonly title: string; readonly body: string } {
  if (undone.kind === 'pull')
    return { title: `Revert "${undone.title}"`, body: `Reverts ${repository}#${undone.number}` }
  const { service, version, pulls } = undone
  const lines = listOf(repository, pulls)
  const rest = 'The files are those of that version again; .github stays as it is.'
  return { title: `Roll back to ${nameOf(service, version)}`, body: [...lines, '', rest].join('\n').trim() }
}
