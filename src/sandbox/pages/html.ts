/** Text that is already HTML. All other values in a page are escaped. */
export class Html {
  constructor(readonly text: string) {}
}

export type Part = Html | string | number | null | undefined | false | readonly Part[]

/** html`<p>${value}</p>`: values are escaped, also in quoted attributes; only `Html` is inserted unchanged. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((text, string, index) => text + textOf(parts[index - 1]) + string))

function textOf(part: Part): string {
  if (part instanceof Html) return part.text
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'object') return part.map(textOf).join('')
  return escaped(String(part))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

export const joined = (parts: readonly Part[], separator: Part): readonly Part[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]))

/** A link to an untrusted address: only to http(s) urls and within the sandbox; other addresses become plain text. */
export const linkTo = (address: string, text: Part): Html =>
  isLink(address) ? html`${linkTag(address)}${text}</a>` : html`${text}`

/** The start of a link to an address that `isLink` accepts. */
export const linkTag = (address: string): Html => new Html(`<a href="${escaped(address)}" rel="noreferrer">`)

export const isLink = (address: string): boolean =>
  /^https?:\/\//i.test(address) ? URL.canParse(address) : /^(\/(?![/\\])|#)/.test(address)
