/**
 * Text that anybody may have written, made safe to stand in the notes of a release. Titles: docs/releases.md. GitHub
 * renders GitHub Flavored Markdown and lets some HTML through, so that a title could close a fold and a description hide
 * all that follows.
 */
const gap = '\u200B'

/** Nobody is told of a release because a text that it quotes mentions them. */
const withoutMentions = (text: string): string =>
  text.replaceAll(/(?<![A-Za-z0-9.])@(?=[A-Za-z0-9])/g, `@${gap}`)

/** What would begin a tag, a comment or a declaration; with a gap, it is read as it stands, in code too. */
const withoutTags = (text: string): string => text.replaceAll(/<(?=[A-Za-z/!?])/g, `<${gap}`)

/** One line in which nothing is markup but `code`. */
export function plainText(text: string): string {
  const words = text.replaceAll(/[\s\0-\x1F\x7F]+/g, ' ').trim()
  const parts = words.split(/((?<!`)`[^`]+`(?!`))/)
  const escaped = parts
    .map((part, index) => (index % 2 === 1 ? withoutMentions(withoutTags(part)) : withoutMarkup(part)))
    .join('')
  // What begins a list, a line or a heading.
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
 * Blocks of code and what stands between them, without comments; null where it cannot be told for sure which is which: a block
 * that is indented, part of a list or of a quotation, or that never ends.
 */
function blocksOf(lines: readonly string[]): readonly Block[] | null {
  const blocks: Block[] = []
  let between: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!
    if (/^ {0,3}<!--/.test(line)) {
      at = endFrom(lines, at, /-->/) ?? lines.length
      between.push((lines[at] ?? '').replace(/^.*?-->/, ''))
      continue
    }
    const [, mark] = fence.exec(line) ?? []
    if (mark === undefined) {
      if (anyFence.test(line)) return null
      between.push(line)
      continue
    }
    const end = endFrom(lines, at + 1, new RegExp(`^ {0,3}${mark[0]}{${mark.length},}[ \\t]*$`))
    if (end === null) return null
    blocks.push({ isCode: false, lines: between }, { isCode: true, lines: lines.slice(at, end + 1) })
    between = []
    at = end
  }
  return [...blocks, { isCode: false, lines: between }]
}

function endFrom(lines: readonly string[], start: number, end: RegExp): number | null {
  for (let at = start; at < lines.length; at += 1) if (end.test(lines[at]!)) return at
  return null
}

/** Comments and tags are taken out, as GitHub does not show them either; images and code stay. */
const withoutHtml = (text: string): string =>
  text
    .split(/(`[^`\n]+`)/)
    .map((part, index) =>
      withoutTags(
        index % 2 === 1
          ? part
          : part
              .replaceAll(/<(https?:\/\/[^\s<>]+)>/g, '$1')
              .replaceAll(/<img\b[^<>]*?\bsrc="(https?:\/\/[^\s"<>()]+)"[^<>]*>/gi, '![]($1)')
              .replaceAll(/<!--[^\n]*?-->/g, '')
              .replaceAll(/<\/?[A-Za-z][^<>\n]*>/g, ''),
      ),
    )
    .join('')
    .replaceAll(/\n{3,}/g, '\n\n')

/** Footnotes are gathered at the end of the page, and a definition of a link counts everywhere on it. */
const withoutDefinitions = (text: string): string =>
  text.replaceAll('[^', `[${gap}^`).replaceAll(/\](?=:)/g, `]${gap}`)

const tamed = (text: string): string => withoutMentions(withoutDefinitions(text))

/** The description of a pull request: Markdown, without what could reach beyond the place where it stands. */
export function description(text: string): string {
  const lines = text.replaceAll('\0', '').split(/\r\n|\r|\n/)
  const blocks = blocksOf(lines)
  if (blocks === null) return tamed(withoutTags(lines.join('\n'))).trim()
  return blocks
    .map(({ isCode, lines }) => (isCode ? lines.join('\n') : tamed(withoutHtml(lines.join('\n')))))
    .join('\n')
    .trim()
}
