import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { escaped, Html, linkTo } from './html.js'

/**
 * What summaries, descriptions and release notes are written in, as on GitHub: GFM becomes HTML, and of that is shown what is
 * harmless. A picture is a link: nothing is loaded from elsewhere.
 */
export function markdown(text: string): Html {
  const options = { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }
  // A line of a paragraph ends where its author ended it: once, where he said so twice.
  const page = parseFragment(micromark(text, options).replaceAll('<br />\n', '<br />'))
  return new Html(`<div class="markdown">${within(page, false)}</div>`)
}

/** Elements that are shown, without their attributes. */
const plain = new Set(
  `blockquote code dd del dl dt em h1 h2 h3 h4 h5 h6 ins kbd li ol p pre s samp strong sub summary sup table tbody td tfoot th
  thead tr ul`.split(/\s+/),
)
/** What stands in these is no text. */
const unseen = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'textarea', 'title'])

type Show = (attribute: (name: string) => string | undefined, inner: () => string) => string
const others = new Map<string, Show>([
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

const within = ({ childNodes }: Tree.ParentNode, inLines: boolean): string =>
  childNodes.map((child) => shown(child, inLines)).join('')

/** `inLines`: in a paragraph, where the end of a line is one. */
function shown(node: Tree.ChildNode, inLines: boolean): string {
  if ('value' in node) return inLines ? escaped(node.value).replaceAll('\n', '<br>') : escaped(node.value)
  if (!('tagName' in node) || unseen.has(node.tagName)) return ''
  const { tagName: tag, attrs } = node
  const inner = (): string => within(node, tag === 'p' || (inLines && tag !== 'code'))
  const show = others.get(tag)
  if (show) return show((wanted) => attrs.find(({ name }) => name === wanted)?.value, inner)
  return plain.has(tag) ? `<${lowered(tag)}>${inner()}</${lowered(tag)}>` : inner()
}

/** A heading stands below those of the page. */
const lowered = (tag: string): string =>
  tag.replace(/^h([1-6])$/, (_, level: string) => `h${Math.min(6, Number(level) + 2)}`)
