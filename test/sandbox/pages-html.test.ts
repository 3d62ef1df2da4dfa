import { expect, test } from 'vitest'
import { html, isLink, linkTo } from '../../src/sandbox/pages/html.js'
import { logLines } from '../../src/sandbox/pages/log.js'
import { markdown } from '../../src/sandbox/pages/markdown.js'

/** The rendered elements, without line breaks between them. */
const inner = (text: string): string =>
  markdown(text)
    .text.replace(/^<div class="markdown">([\s\S]*)<\/div>$/, '$1')
    .replaceAll(/>\n+</g, '><')
    .trim()

test('escapes all values in a page', () => {
  const evil = `"><img src=x onerror='alert(1)'>&amp;`
  const safe = '&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;amp;'
  expect(html`<a title="${evil}">${[evil, [html`<b>${evil}</b>`]]}${null}${false}${0}</a>`.text).toBe(
    `<a title="${safe}">${safe}<b>${safe}</b>0</a>`,
  )
})

test.each([
  ['https://example.com/a?b=1', true],
  ['/acme/widgets', true],
  ['#job-1', true],
  ['javascript:alert(1)', false],
  [' javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['//evil.example', false],
  ['/\\evil.example', false],
  ['https://[', false],
  ['', false],
])('a link to %j: %j', (address, is) => {
  expect(isLink(address)).toBe(is)
  expect(linkTo(address, 'x').text.startsWith('<a ')).toBe(is)
})

test.each([
  ['## Title ##', '<h4>Title</h4>'],
  ['one\ntwo', '<p>one<br>two</p>'],
  [
    '**bold** _soft_ ~~gone~~ `a **b**`',
    '<p><strong>bold</strong> <em>soft</em> <del>gone</del> <code>a **b**</code></p>',
  ],
  ['snake_case_name 2 * 3 * 4', '<p>snake_case_name 2 * 3 * 4</p>'],
  ['one\\\ntwo  \nthree `a\nb`', '<p>one<br>two<br>three <code>a b</code></p>'],
  ['\\`no code\\` \\<b\\> a\\_b', '<p>`no code` &lt;b&gt; a_b</p>'],
  ['- a\n- b\n1. c', '<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>'],
  ['- a\n  - b', '<ul><li>a\n<ul><li>b</li></ul></li></ul>'],
  ['- [x] a\n- [ ] b', '<ul><li>☑ a</li><li>☐ b</li></ul>'],
  ['> said', '<blockquote><p>said</p></blockquote>'],
  ['```js\n<b>**x**\n```\nafter', '<pre><code>&lt;b&gt;**x**\n</code></pre><p>after</p>'],
  ['```\nnever closed', '<pre><code>never closed</code></pre>'],
  [
    '![a picture](https://example.com/p.png)',
    '<p><a href="https://example.com/p.png" rel="noreferrer">a picture</a></p>',
  ],
  ['---', '<hr>'],
  [
    '| a | b |\n|---|:-:|\n| 1 | `x\\|y` |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><code>x|y</code></td></tr></tbody></table>',
  ],
  ['[site](https://example.com)', '<p><a href="https://example.com" rel="noreferrer">site</a></p>'],
  [
    'see https://example.com/a.',
    '<p>see <a href="https://example.com/a" rel="noreferrer">https://example.com/a</a>.</p>',
  ],
  [
    '<details><summary>more</summary>\n\ninner\n\n</details>',
    '<details><summary>more</summary><p>inner</p></details>',
  ],
  [
    '<details open>\n\n- <details>a\n- b\n\n</details>c',
    '<details open><ul><li><details>a\n</details></li><li>b</li></ul></details>c',
  ],
  ['<b>a</b> <br>', '<p>&lt;b&gt;a&lt;/b&gt; &lt;br&gt;</p>'],
  ['<div>\n<!-- a -->b<!-- c', '&lt;div&gt;\nb'],
  ['[a](docs/a.md) ![b](b.png)', '<p>a b</p>'],
  [
    '[![a *b*](https://a.example/b.png)](https://a.example)',
    '<p><a href="https://a.example" rel="noreferrer">a b</a></p>',
  ],
  ['me@example.com example.com', '<p>me@example.com example.com</p>'],
  ['<!-- hidden -->shown', 'shown'],
  ['a <!-- hidden -->b', '<p>a b</p>'],
  ['<!-- never closed', ''],
])('markdown %j', (text, want) => {
  expect(inner(text)).toBe(want)
})

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](data:text/html,<script>)',
  '[x](https://a"onmouseover="alert(1))',
  '<https://a"><script>',
  '[<script>](https://example.com)',
  '`<script>`',
  '| <script> |\n|---|\n| <img onerror=1> |',
  '# <script>',
  '<details><summary><script></summary>',
  '<details onclick=alert(1)>',
  '<summary onclick=alert(1)>',
])('markdown makes no tag of %j', (text) => {
  const tags = inner(text).match(/<[^>]*>/g) ?? []
  const allowed =
    /^<\/?(p|br|h[1-6]|code|table|thead|tbody|tr|td|th|details|summary|a)>$|^<a href="https:\/\/[^"<>]*" rel="noreferrer">$/
  expect(tags.filter((tag) => !allowed.test(tag))).toEqual([])
})

test('closes an open details element at the end of its text', () => {
  expect(inner('<details>\n\nopen')).toBe('<details><p>open</p></details>')
  expect(inner('</details>\n</details>')).toBe('')
})

test('renders a log without times, colors and command markers', () => {
  expect(
    logLines(
      '2026-01-02T03:04:05.678Z ##[group]Run x\n2026-01-02T03:04:05.678Z ##[endgroup]\n2026-01-02T03:04:05.678Z \u001b[31m<red>\u001b[0m\n2026-01-02T03:04:05.678Z ##[error]bad\n',
    ).text,
  ).toBe('<pre><span class="dim">▸ Run x</span>\n&lt;red&gt;\n<span class="bad">Error: bad</span></pre>')
})
