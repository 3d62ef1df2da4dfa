import { GitHubError } from '../../errors.js'
import type { Call, Field } from '../call.js'
import { FieldError } from '../errors.js'

/** What a mutation does with its input, and the payload that it answers with. */
type Change<Input> = (input: Input, call: Call) => Promise<object> | object

/** One mutation. What was read before it is read anew after it, for the payload and for the next one. */
export const mutation =
  <Input>(name: string, change: Change<Input>): Field<unknown> =>
  async (
    _,
    { input }: { readonly input: Input & { readonly clientMutationId?: string | null } },
    call: Call,
  ) => {
    try {
      forget(call)
      const payload = await change(input, call)
      return { clientMutationId: input.clientMutationId ?? null, ...payload }
    } catch (error) {
      throw lacksRole(error) ? mayNot(call, name) : error
    } finally {
      forget(call)
    }
  }

const forget = ({ git, memory }: Call): void => {
  git.forget()
  memory.forget()
}

/** REST hides what it refuses (404), or speaks of admins; GraphQL names the mutation. The token's own limits are said alike. */
const lacksRole = (error: unknown): boolean =>
  error instanceof GitHubError &&
  (error.message === 'Not Found' || error.message.startsWith('Must have admin rights'))

const mayNot = ({ actor }: Call, name: string): FieldError =>
  new FieldError(
    'FORBIDDEN',
    `${actor.user.login} does not have the correct permissions to execute \`${name}\``,
  )

/** Null and absent mean the same in an input: do not change it. */
export const given = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined
