import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

/** The page that GitHub renders from Markdown, before it sanitizes it. */
export const pageOf = (text: string): readonly Element[] =>
  parseFragment(
    micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }),
  ).childNodes.filter(isElement)

const isElement = (node: Node): node is Element => 'tagName' in node
export const childrenOf = (element: Element): readonly Element[] => element.childNodes.filter(isElement)
export const within = (element: Element): readonly Element[] =>
  childrenOf(element).flatMap((child) => [child, ...within(child)])

/** The text of a node, without elements of these names. */
export function textIn(node: Node, without: readonly string[] = []): string {
  if (isElement(node) && without.includes(node.tagName)) return ''
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map((child) => textIn(child, without)).join('') : ''
}

export const hasComment = (node: Node): boolean =>
  node.nodeName === '#comment' || ('childNodes' in node && node.childNodes.some(hasComment))
