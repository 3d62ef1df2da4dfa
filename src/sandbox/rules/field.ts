import { custom } from '../errors.js'

/** GitHub's refusal of a text that is too long. */
export function mustFit(resource: string, field: string, text: string | null, most: number): void {
  if (text !== null && text.length > most)
    throw custom(resource, `${field} is too long (maximum is ${most} characters)`)
}
