/** Text that is HTML already. Whatever else goes into a page is escaped, wherever it comes from. */
export class Html {
  constructor(readonly text: string) {}
}

export type Part = Html | string | number | null | undefined | false | readonly Part[]

/** html`<p>${anything}</p>`: what is put in is text, also within quoted attributes; only Html is taken as it is. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((text, string, at) => text + textOf(parts[at - 1]) + string))

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
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => entities[each] ?? each)

export const joined = (parts: readonly Part[], between: Part): readonly Part[] =>
  parts.flatMap((part, at) => (at === 0 ? [part] : [between, part]))

/** A link to wherever somebody says: only to the web and within the sandbox; anything else stays text. */
export const linkTo = (address: string, text: Part): Html =>
  isLink(address) ? html`<a href="${address}" rel="noreferrer">${text}</a>` : html`${text}`

export const isLink = (address: string): boolean =>
  /^https?:\/\//i.test(address) ? URL.canParse(address) : /^(\/(?![/\\])|#)/.test(address)
