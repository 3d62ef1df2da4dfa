import { custom } from '../errors.js'

/** GitHub's refusal of a text that is too long. */
export function mustFit(resource: string, field: string, text: string | null, most: number): void {
  if (text !== null && text.length > most)
    throw custom(resource, `${field} is too long (maximum is ${most} characters)`)
}

/** GitHub's refusal of an address that no browser should be sent to. */
export function mustBeWeb(resource: string, field: string, address: string | null | undefined): void {
  if (address && !(/^https?:\/\//i.test(address) && URL.canParse(address)))
    throw custom(resource, `${field} must use http(s) scheme`)
}
