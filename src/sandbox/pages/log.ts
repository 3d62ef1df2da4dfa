import { html, joined, type Html, type Part } from './html.js'

/** The text without timestamps and terminal color codes. */
const plain = (text: string): string =>
  text.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /gm, '').replace(/\u001b\[[\d;]*m/g, '')

const prefixes: Readonly<Record<string, string>> = {
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
  group: '▸ ',
}

/** The log of a step as HTML: timestamps and color codes removed, `##[error]` and similar markers replaced by prefixes. */
export function logLines(text: string): Html {
  const lines = plain(text)
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '##[endgroup]')
  return html`<pre>${joined(lines.map(lineOf), '\n')}</pre>`
}

function lineOf(line: string): Part {
  const [, kind = '', rest = ''] = /^##\[(error|warning|notice|group)\](.*)$/s.exec(line) ?? []
  if (kind === '') return line
  return html`<span class="${kind === 'error' ? 'bad' : 'dim'}">${prefixes[kind]}${rest}</span>`
}
