import type * as z from 'zod'
import { GitHubError } from '../errors.js'

/** What a script sent, as the shape has it. Throws 422 with the message of the first thing that is wrong. */
export function bodyAs<Value>(shape: z.ZodType<Value>, body: unknown): Value {
  const { success, data, error } = shape.safeParse(body)
  if (success) return data
  throw new GitHubError(422, error.issues[0]?.message ?? 'The body is not as it should be.')
}
