import { GitHubError } from '../../errors.js'
import type { Call, Field } from '../call.js'
import { FieldError } from '../errors.js'

/** Performs a mutation with its input and returns the payload. */
type Change<Input> = (input: Input, call: Call) => Promise<object> | object

/** The resolver of a mutation. Clears the caches before and after it, for the payload and the next mutation. */
export const mutation =
  <Input>(name: string, change: Change<Input>): Field<unknown> =>
  async (
    _,
    { input }: { readonly input: Input & { readonly clientMutationId?: string | null } },
    call: Call,
  ) => {
    try {
      clearCaches(call)
      const payload = await change(input, call)
      return { clientMutationId: input.clientMutationId ?? null, ...payload }
    } catch (error) {
      throw lacksRole(error) ? mayNot(call, name) : error
    } finally {
      clearCaches(call)
    }
  }

const clearCaches = ({ git, cache }: Call): void => {
  git.clear()
  cache.clear()
}

/** Whether REST refused with 404 or a missing admin role; GraphQL names the mutation instead. Limits of tokens have the same message. */
const lacksRole = (error: unknown): boolean =>
  error instanceof GitHubError &&
  (error.message === 'Not Found' || error.message.startsWith('Must have admin rights'))

const mayNot = ({ actor }: Call, name: string): FieldError =>
  new FieldError(
    'FORBIDDEN',
    `${actor.user.login} does not have the correct permissions to execute \`${name}\``,
  )

/** Null and undefined in an input both mean: do not change it. */
export const given = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined
