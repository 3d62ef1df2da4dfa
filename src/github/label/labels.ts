import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

export const labels = (octokit: Octokit) => ({
  /** REST `issues/create-label`. An existing label is no error. */
  async create(
    repository: string,
    { label, color, description }: { label: string; color: string; description: string },
  ): Promise<void> {
    try {
      await octokit.rest.issues.createLabel({ ...ownerAndRepo(repository), name: label, color, description })
    } catch (error) {
      if (alreadyExists(error)) return
      throw toPermissionError(
        error,
        `This token cannot create the label ${label} in ${repository}.`,
        'Ask someone with write access to create the label, or to run the same command once.',
      )
    }
  },
  /** REST `issues/add-labels`. Adding an existing label changes nothing. */
  async add(repository: string, pullRequest: number, label: string): Promise<void> {
    try {
      await octokit.rest.issues.addLabels({
        ...ownerAndRepo(repository),
        issue_number: pullRequest,
        labels: [label],
      })
    } catch (error) {
      throw toPermissionError(
        error,
        `This token cannot label pull requests of ${repository}.`,
        'Ask for the triage role, or ask someone who has it.',
      )
    }
  },
  /** REST `issues/remove-label`. A label that is already gone is no error. */
  async remove(repository: string, pullRequest: number, name: string): Promise<void> {
    try {
      await octokit.rest.issues.removeLabel({ ...ownerAndRepo(repository), issue_number: pullRequest, name })
    } catch (error) {
      if (causeOf(error)?.response?.data?.message === 'Label does not exist') return
      throw toPermissionError(
        error,
        `This token cannot label pull requests of ${repository}.`,
        'Ask for the triage role, or ask someone who has it.',
      )
    }
  },
})

type ErrorResponse = {
  status?: number
  response?: { data?: { message?: string; errors?: { code?: string }[] } }
}
const causeOf = (error: unknown): ErrorResponse | undefined =>
  (error as Error).cause as ErrorResponse | undefined

const alreadyExists = (error: unknown): boolean =>
  causeOf(error)?.response?.data?.errors?.some(({ code }) => code === 'already_exists') ?? false

/** GitHub answers 403, or 404 to hide what the token may not see. The repository was just read, so both mean a missing permission. */
function toPermissionError(error: unknown, message: string, hint: string): unknown {
  const codes = ['permission', 'not-found']
  return error instanceof RelError && codes.includes(error.code)
    ? new RelError('permission', message, {
        hint: error.code === 'permission' && error.hint?.startsWith('The token needs') ? error.hint : hint,
        cause: error.cause,
      })
    : error
}
