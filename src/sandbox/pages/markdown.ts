import { escaped, html, Html, isLink, linkTo } from './html.js'

/**
 * What summaries, descriptions and release notes are made of: headings, lists, tables, quotes, code, emphasis, links, and
 * `<details>`. Any other HTML is shown as the text that it is; comments are not shown.
 */
export function markdown(text: string): Html {
  const lines = text
    .replace(/\r/g, '')
    .replace(/<!--[\s\S]*?(-->|$)/g, '')
    .split('\n')
  const out: string[] = []
  let open = 0
  for (let at = 0; at < lines.length;) {
    const [block, used, depth] = blockAt(lines.slice(at), open)
    out.push(block)
    open = depth
    at += used
  }
  return html`<div class="markdown">${new Html(out.join('\n') + '</details>'.repeat(open))}</div>`
}

type Block = readonly [html: string, lines: number, open: number]
type Reader = (lines: readonly string[]) => readonly [html: string, lines: number] | null

/** What begins at the first line, how many lines it has, and how many `<details>` are open after it. */
function blockAt(lines: readonly string[], open: number): Block {
  const [first = ''] = lines
  if (/^\s*<details( open)?>/i.test(first)) return details(lines, open)
  if (/^\s*<\/details>\s*$/i.test(first)) return open > 0 ? ['</details>', 1, open - 1] : ['', 1, 0]
  for (const read of readers) {
    const found = read(lines)
    if (found) return [...found, open]
  }
  return [...paragraph(lines), open]
}

/** The summary may be on the same line or on the next. */
function details(lines: readonly string[], open: number): Block {
  const rest = (lines[0] ?? '').replace(/^\s*<details( open)?>/i, '').trim()
  const line = rest === '' ? (lines[1] ?? '').trim() : rest
  const [, summary] = /^<summary>(.*?)<\/summary>/i.exec(line) ?? []
  if (summary === undefined) return ['<details>', 1, open + 1]
  return [`<details><summary>${inline(summary).text}</summary>`, rest === '' ? 2 : 1, open + 1]
}

const blank: Reader = ([first = '']) => (first.trim() === '' ? ['', 1] : null)

const fence: Reader = (lines) => {
  const [, mark = ''] = /^\s*(```+|~~~+)/.exec(lines[0] ?? '') ?? []
  if (mark === '') return null
  const end = lines.findIndex((line, at) => at > 0 && line.trim().startsWith(mark))
  const last = end < 0 ? lines.length : end
  return [
    `<pre><code>${escaped(lines.slice(1, last).join('\n'))}</code></pre>`,
    Math.min(last + 1, lines.length),
  ]
}

const heading: Reader = ([first = '']) => {
  const [, marks = '', text = ''] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(first) ?? []
  if (marks === '') return null
  const level = Math.min(6, marks.length + 2) // below the headings of the page
  return [`<h${level}>${inline(text).text}</h${level}>`, 1]
}

const rule: Reader = ([first = '']) => (/^\s*([-*_])(\s*\1){2,}\s*$/.test(first) ? ['<hr>', 1] : null)

const quote: Reader = (lines) => {
  const count = lengthWhile(lines, (line) => line.startsWith('>'))
  if (count === 0) return null
  const inner = lines.slice(0, count).map((line) => inline(line.replace(/^>\s?/, '')).text)
  return [`<blockquote>${inner.join('<br>')}</blockquote>`, count]
}

const item = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/
const list: Reader = (lines) => {
  const count = lengthWhile(
    lines,
    (line, at) => item.test(line) || (at > 0 && /^\s+(?!<\/?details)\S/i.test(line)),
  )
  if (count === 0) return null
  const tag = /^\s*\d/.test(lines[0] ?? '') ? 'ol' : 'ul'
  const items: string[] = []
  for (const line of lines.slice(0, count)) {
    const [, indent = '', , text] = item.exec(line) ?? []
    if (text === undefined) items.push(`${items.pop() ?? ''} ${inline(line.trim()).text}`)
    else items.push(`<li${indent.length > 1 ? ' class="inner"' : ''}>${inline(text).text}`)
  }
  return [`<${tag}>${items.map((each) => `${each}</li>`).join('')}</${tag}>`, count]
}

const cells = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

const table: Reader = (lines) => {
  const [head = '', divider = ''] = lines
  if (!head.includes('|') || !/^[\s|:-]*-[\s|:-]*$/.test(divider) || !divider.includes('|')) return null
  const count = 2 + lengthWhile(lines.slice(2), (line) => line.includes('|'))
  const row = (line: string, tag: 'td' | 'th'): string =>
    `<tr>${cells(line)
      .map((cell) => `<${tag}>${inline(cell).text}</${tag}>`)
      .join('')}</tr>`
  const body = lines.slice(2, count).map((line) => row(line, 'td'))
  return [`<table><thead>${row(head, 'th')}</thead><tbody>${body.join('')}</tbody></table>`, count]
}

const readers: readonly Reader[] = [blank, fence, heading, rule, quote, list, table]

function paragraph(lines: readonly string[]): readonly [html: string, lines: number] {
  const count = Math.max(
    1,
    lengthWhile(lines, (_, at) => at === 0 || !isBlockStart(lines.slice(at))),
  )
  const text = lines.slice(0, count).map((line) => inline(line).text)
  return [`<p>${text.join('<br>')}</p>`, count]
}

const isBlockStart = (lines: readonly string[]): boolean =>
  /^\s*<\/?details/i.test(lines[0] ?? '') || readers.some((read) => read(lines) !== null)

function lengthWhile<Item>(items: readonly Item[], holds: (item: Item, at: number) => boolean): number {
  const end = items.findIndex((each, at) => !holds(each, at))
  return end < 0 ? items.length : end
}

/** Code is taken as it is; the rest is escaped before anything in it becomes a tag. */
export function inline(text: string): Html {
  const parts = text.split(/(`+[^`]+`+)/)
  return new Html(
    parts
      .map((part, at) =>
        at % 2 === 1 ? `<code>${escaped(part.replace(/^`+ ?| ?`+$/g, ''))}</code>` : spans(part),
      )
      .join(''),
  )
}

const link =
  /!?\[([^\]]*)\]\(([^()\s]+)\)|<(https?:\/\/[^\s<>]+)>|(https?:\/\/[^\s<>()"']+[^\s<>()"'.,:;!?])/g

function spans(text: string): string {
  let out = ''
  let from = 0
  for (const match of text.matchAll(link)) {
    const [whole, label, target = match[3] ?? match[4] ?? ''] = match
    out += emphasis(text.slice(from, match.index))
    out += isLink(target) ? linkTo(target, new Html(emphasis(label || target))).text : emphasis(whole)
    from = match.index + whole.length
  }
  return out + emphasis(text.slice(from))
}

const emphasis = (text: string): string =>
  escaped(text)
    .replace(/\*\*(\S(?:.*?\S)?)\*\*/g, '<strong>$1</strong>')
    .replace(/(^|[\s(])[*_](\S(?:[^*_]*\S)?)[*_](?=$|[\s).,:;!?])/g, '$1<em>$2</em>')
    .replace(/~~(.+?)~~/g, '<del>$1</del>')
    .replace(/&lt;br ?\/?&gt;/gi, '<br>')
