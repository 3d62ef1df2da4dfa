import MarkdownIt, { type StateCore, type Token } from 'markdown-it'
import { withoutSpans } from '../../lib/text.js'
import { escaped, Html, isLink, linkTag, linkTo } from './html.js'

/**
 * Renders GitHub Flavored Markdown of summaries, descriptions and release notes as safe HTML. HTML in the text is shown as text,
 * except folds. Images become links, so that nothing is loaded from other hosts.
 */
export const markdown = (text: string): Html => new Html(`<div class="markdown">${parser.render(text)}</div>`)

/** How many quotations, lists and folds may be within each other; what is deeper is left out. */
const maxNesting = 100

// HTML is parsed, so that comments and folds can be told from text; the rules below escape it.
const parser = new MarkdownIt({ html: true, linkify: true, breaks: true, maxNesting })
// `isLink` decides which addresses are safe; mail addresses are not.
parser.validateLink = () => true
parser.linkify.set({ fuzzyEmail: false })
parser.core.ruler.after('block', 'tasks', markTasks)
parser.core.ruler.push('folds', balanceFolds)
parser.core.ruler.push('headings', lowerHeadings)
parser.renderer.renderAttrs = () => ''
Object.assign(parser.renderer.rules, {
  // Line breaks are kept, as GitHub does in comments.
  softbreak: () => '<br>',
  hardbreak: () => '<br>',
  s_open: () => '<del>',
  s_close: () => '</del>',
  link_open(tokens, index, _options, env = {}) {
    const address = String(tokens[index]!.attrGet('href'))
    env['linked'] = isLink(address)
    return env['linked'] ? linkTag(address).text : ''
  },
  link_close(_tokens, _index, _options, env = {}) {
    const end = env['linked'] ? '</a>' : ''
    env['linked'] = false
    return end
  },
  image(tokens, index, options, env = {}) {
    const image = tokens[index]!
    const text = parser.renderer.renderInlineAsText(image.children ?? [], options, env)
    return env['linked'] ? escaped(text) : linkTo(String(image.attrGet('src')), text).text
  },
} satisfies typeof parser.renderer.rules)

/** The items of task lists begin with a box. */
function markTasks({ tokens }: StateCore): void {
  for (const [index, token] of tokens.entries())
    if (token.type === 'inline' && tokens[index - 2]?.type === 'list_item_open')
      token.content = token.content.replace(/^\[([ xX])\](?=\s)/, (_, mark) => (mark === ' ' ? '☐' : '☑'))
}

/** Headings of the text are two levels lower, below those of the page. */
function lowerHeadings({ tokens }: StateCore): void {
  for (const token of tokens)
    if (token.type.startsWith('heading_')) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`
}

/** Folds end where the element around them ends, at the latest; the end of a fold that is not open is dropped. */
function balanceFolds(state: StateCore): void {
  const htmlOf = (content: string): Token => Object.assign(new state.Token('html_block', '', 0), { content })
  /** The folds that are open in each of the elements around a token. */
  const around: string[][] = []
  const balanced = (tokens: readonly Token[]): Token[] => {
    around.push([])
    const result = tokens.flatMap((token) => {
      if (token.nesting === 1) around.push([])
      if (token.type.startsWith('html_')) token.content = foldsIn(token.content, around.at(-1)!)
      if (token.type === 'inline') token.children = balanced(token.children ?? [])
      return token.nesting === -1 ? [htmlOf(endOf(around.pop()!)), token] : [token]
    })
    return [...result, htmlOf(endOf(around.pop()!))]
  }
  state.tokens = balanced(state.tokens)
}

const foldTags = /(<details(?: open)?>|<summary>|<\/(?:details|summary)>)/

/** HTML of which only the tags of folds are left; everything else is text. Comments are left out. */
function foldsIn(text: string, open: string[]): string {
  const shown = withoutSpans(text, '<!--', '-->')
  const unclosed = shown.indexOf('<!--')
  const parts = (unclosed < 0 ? shown : shown.slice(0, unclosed)).split(foldTags)
  return parts.map((part, index) => (index % 2 === 0 ? escaped(part) : foldTag(part, open))).join('')
}

function foldTag(tag: string, open: string[]): string {
  const name = /\w+/.exec(tag)![0]
  if (!tag.startsWith('</')) return open.length < maxNesting ? (open.push(name), tag) : ''
  const start = open.lastIndexOf(name)
  return start < 0 ? '' : endOf(open.splice(start))
}

const endOf = (open: readonly string[]): string =>
  open
    .toReversed()
    .map((name) => `</${name}>`)
    .join('')
