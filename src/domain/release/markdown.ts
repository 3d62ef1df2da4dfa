import { withoutEnd, withoutSpans } from '../../lib/text.js'

/**
 * Makes text of anybody safe for release notes: docs/releases.md. GitHub renders GitHub Flavored Markdown with some HTML, so a
 * title could close a folded section and a description could hide everything after it. A zero-width space breaks such markup.
 */
const gap = '\u200B'

/** Breaks mentions, so that quoted text notifies nobody. */
const withoutMentions = (text: string): string =>
  text.replaceAll(/(?<![A-Za-z0-9.])@(?=[A-Za-z0-9])/g, `@${gap}`)

/** Breaks the start of a tag, a comment or a declaration, also in code. */
const withoutTags = (text: string): string => text.replaceAll(/<(?=[A-Za-z/!?])/g, `<${gap}`)

/** One line without markup other than `code`. */
export function plainText(text: string): string {
  const line = text.replaceAll(/[\s\0-\x1F\x7F]+/g, ' ').trim()
  const parts = line.split(/((?<!`)`[^`]+`(?!`))/)
  const escaped = parts
    .map((part, index) => (index % 2 === 1 ? withoutMentions(withoutTags(part)) : withoutMarkup(part)))
    .join('')
  // Characters that start a list, a rule or a heading.
  return escaped.replace(/^([-+=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
}

const withoutMarkup = (text: string): string =>
  withoutMentions(text.replaceAll(/[\\`*_[\]<>|~#&!$]/g, String.raw`\$&`))

const fence = /^(`{3,}(?=[^`]*$)|~{3,})/
const anyFence = /^[\s>*+\-\d.)]*(`{3,}|~{3,})/

interface Block {
  readonly isCode: boolean
  readonly lines: readonly string[]
}

/**
 * Splits text into code blocks and the text between them, without comments. Null where the blocks are uncertain: one is indented,
 * part of a list or a quotation, or not closed.
 */
function blocksOf(lines: readonly string[]): readonly Block[] | null {
  const blocks: Block[] = []
  let between: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!
    if (/^ {0,3}<!--/.test(line)) {
      at = endFrom(lines, at, (text) => text.includes('-->')) ?? lines.length
      const last = lines[at] ?? ''
      between.push(last.slice(last.indexOf('-->') + 3))
      continue
    }
    const [, mark] = fence.exec(line) ?? []
    if (mark === undefined) {
      if (anyFence.test(line)) return null
      between.push(line)
      continue
    }
    const end = endFrom(lines, at + 1, (text) => isClosing(text, mark))
    if (end === null) return null
    blocks.push({ isCode: false, lines: between }, { isCode: true, lines: lines.slice(at, end + 1) })
    between = []
    at = end
  }
  return [...blocks, { isCode: false, lines: between }]
}

function endFrom(lines: readonly string[], start: number, isEnd: (line: string) => boolean): number | null {
  for (let at = start; at < lines.length; at += 1) if (isEnd(lines[at]!)) return at
  return null
}

/** Whether a line ends the code block that begins with these characters: as many of them, or more, and nothing else. */
function isClosing(line: string, mark: string): boolean {
  const text = withoutEnd(line.replace(/^ {0,3}/, ''), ' \t')
  return text.startsWith(mark) && withoutEnd(text, mark[0]!) === ''
}

/** Removes comments and tags, which GitHub does not show either; keeps images and code. */
const withoutHtml = (text: string): string =>
  text
    .split(/(`[^`\n]+`)/)
    .map((part, index) =>
      withoutTags(
        index % 2 === 1
          ? part
          : part
              .replaceAll(/<(https?:\/\/[^\s<>]+)>/g, '$1')
              .replaceAll(/<img\b[^<>]*>/gi, imageOf)
              .split('\n')
              .map((line) => withoutSpans(line, '<!--', '-->'))
              .join('\n')
              .replaceAll(/<\/?[A-Za-z][^<>\n]*>/g, ''),
      ),
    )
    .join('')
    .replaceAll(/\n{3,}/g, '\n\n')

/** An image in Markdown; one without an address on the web stays a tag. */
function imageOf(tag: string): string {
  const [, address] = /\bsrc="(https?:\/\/[^\s"<>()]+)"/i.exec(tag) ?? []
  return address === undefined ? tag : `![](${address})`
}

/** Breaks footnotes, which GitHub moves to the end of the page, and link definitions, which apply to the whole page. */
const withoutDefinitions = (text: string): string =>
  text.replaceAll('[^', `[${gap}^`).replaceAll(/\](?=:)/g, `]${gap}`)

const withoutSideEffects = (text: string): string => withoutMentions(withoutDefinitions(text))

/** The description of a pull request as Markdown that cannot affect the rest of the page. */
export function description(text: string): string {
  const lines = text.replaceAll('\0', '').split(/\r\n|\r|\n/)
  const blocks = blocksOf(lines)
  if (blocks === null) return withoutSideEffects(withoutTags(lines.join('\n'))).trim()
  return blocks
    .map(({ isCode, lines }) =>
      isCode ? lines.join('\n') : withoutSideEffects(withoutHtml(lines.join('\n'))),
    )
    .join('\n')
    .trim()
}
