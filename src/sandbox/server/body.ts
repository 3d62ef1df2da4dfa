import type * as z from 'zod'
import { GitHubError } from '../errors.js'

/** The body of a control request, parsed by its schema. Throws 422 with the first validation message. */
export function bodyAs<Value>(shape: z.ZodType<Value>, body: unknown): Value {
  const { success, data, error } = shape.safeParse(body)
  if (success) return data
  throw new GitHubError(422, error.issues[0]?.message ?? 'Invalid request body')
}
