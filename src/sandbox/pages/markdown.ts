import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { escaped, Html, linkTo } from './html.js'

/**
 * Renders GitHub Flavored Markdown of summaries, descriptions and release notes as safe HTML. Images become links, so that
 * nothing is loaded from other hosts.
 */
export function markdown(text: string): Html {
  const options = { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }
  // Line breaks are kept (GitHub does so in comments); a hard break and its newline count once.
  const page = parseFragment(micromark(text, options).replaceAll('<br />\n', '<br />'))
  return new Html(`<div class="markdown">${renderChildren(page, false)}</div>`)
}

/** Elements that are kept, without their attributes. */
const allowed = new Set(
  `blockquote code dd del dl dt em h1 h2 h3 h4 h5 h6 ins kbd li ol p pre s samp strong sub summary sup table tbody td tfoot th
  thead tr ul`.split(/\s+/),
)
/** Elements that are dropped with their content. */
const dropped = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'textarea', 'title'])

type Render = (attribute: (name: string) => string | undefined, inner: () => string) => string
const renderers = new Map<string, Render>([
  ['a', (attribute, inner) => linkTo(attribute('href') ?? '', new Html(inner())).text],
  ['img', (attribute) => linkTo(attribute('src') ?? '', attribute('alt')).text],
  ['br', () => '<br>'],
  ['hr', () => '<hr>'],
  ['input', (attribute) => (attribute('checked') === undefined ? '☐' : '☑')],
  [
    'details',
    (attribute, inner) => `<details${attribute('open') === undefined ? '' : ' open'}>${inner()}</details>`,
  ],
])

const renderChildren = ({ childNodes }: Tree.ParentNode, lineBreaks: boolean): string =>
  childNodes.map((child) => renderNode(child, lineBreaks)).join('')

/** `lineBreaks`: newlines in the text are line breaks, as in a paragraph. */
function renderNode(node: Tree.ChildNode, lineBreaks: boolean): string {
  if ('value' in node) return lineBreaks ? escaped(node.value).replaceAll('\n', '<br>') : escaped(node.value)
  if (!('tagName' in node) || dropped.has(node.tagName)) return ''
  const { tagName: tag, attrs } = node
  const inner = (): string => renderChildren(node, tag === 'p' || (lineBreaks && tag !== 'code'))
  const render = renderers.get(tag)
  if (render) return render((attribute) => attrs.find(({ name }) => name === attribute)?.value, inner)
  return allowed.has(tag) ? `<${belowPageHeadings(tag)}>${inner()}</${belowPageHeadings(tag)}>` : inner()
}

/** Headings of the text are two levels lower, below those of the page. */
const belowPageHeadings = (tag: string): string =>
  tag.replace(/^h([1-6])$/, (_, level: string) => `h${Math.min(6, Number(level) + 2)}`)
