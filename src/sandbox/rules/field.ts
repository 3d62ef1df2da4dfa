import { custom } from '../errors.js'

/** Refuses a text that is too long, with GitHub's error. */
export function mustFitLength(resource: string, field: string, text: string | null, maximum: number): void {
  if (text !== null && text.length > maximum)
    throw custom(resource, `${field} is too long (maximum is ${maximum} characters)`)
}

/** Refuses a URL that is not http(s), with GitHub's error. */
export function mustBeUrl(resource: string, field: string, url: string | null | undefined): void {
  if (url && !(/^https?:\/\//i.test(url) && URL.canParse(url)))
    throw custom(resource, `${field} must use http(s) scheme`)
}
