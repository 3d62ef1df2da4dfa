import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { ownerAndRepo } from '../client/address.js'

export const labels = (octokit: Octokit) => ({
  /** REST `issues/create-label`. A label that was made meanwhile is as good. */
  async create(
    repository: string,
    { label, color, description }: { label: string; color: string; description: string },
  ): Promise<void> {
    try {
      await octokit.rest.issues.createLabel({ ...ownerAndRepo(repository), name: label, color, description })
    } catch (error) {
      if (isThereAlready(error)) return
      throw toPermissionError(
        error,
        `This token may not create the label ${label} in ${repository}.`,
        'Ask somebody with write access to run the same command once, or to create the label.',
      )
    }
  },
  /** REST `issues/add-labels`. Adding a label that is there already changes nothing. */
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
        `This token may not label pull requests of ${repository}.`,
        'Ask somebody with the triage role, or ask for it.',
      )
    }
  },
  /** REST `issues/remove-label`. A label that is gone already is as good. */
  async remove(repository: string, pullRequest: number, name: string): Promise<void> {
    try {
      await octokit.rest.issues.removeLabel({ ...ownerAndRepo(repository), issue_number: pullRequest, name })
    } catch (error) {
      if (causeOf(error)?.response?.data?.message === 'Label does not exist') return
      throw toPermissionError(
        error,
        `This token may not label pull requests of ${repository}.`,
        'Ask somebody with the triage role, or ask for it.',
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

const isThereAlready = (error: unknown): boolean =>
  causeOf(error)?.response?.data?.errors?.some(({ code }) => code === 'already_exists') ?? false

/** GitHub says 403, or 404 where it would rather not say: here the repository was just read, so both mean "may not". */
function toPermissionError(error: unknown, message: string, hint: string): unknown {
  const codes = ['permission', 'not-found']
  return error instanceof RelError && codes.includes(error.code)
    ? new RelError('permission', message, {
        hint: error.code === 'permission' && error.hint?.startsWith('The token needs') ? error.hint : hint,
        cause: error.cause,
      })
    : error
}
