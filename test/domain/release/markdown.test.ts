import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/config.js'
import { description, plainText } from '../../../src/domain/release/markdown.js'
import { notesOf } from '../../../src/domain/release/notes.js'
import { randomFrom } from '../../support/random.js'
import { childrenOf, hasComment, pageOf, textIn, within, type Element } from '../../support/markdown.js'
import { merged, squashed } from '../../support/release.js'

test.each([
  ['Add login', 'Add login'],
  ['  two\nlines\t ', 'two lines'],
  ['Use `a_b` and *stars*', 'Use `a_b` and \\*stars\\*'],
  ['- a list', String.raw`\- a list`],
  ['1. a list', String.raw`1\. a list`],
  ['# heading', String.raw`\# heading`],
  ['<img src=x>', String.raw`\<img src=x\>`],
])('a title: %j', (title, expected) => {
  expect(plainText(title)).toBe(expected)
})

test.each([
  ['a comment of the template goes', '<!-- Say why\n```\n-->\nBecause.', 'Because.'],
  ['tags go, their text stays', 'A <b>bold</b> <details><summary>log</summary>x</details>', 'A bold logx'],
  [
    'an image stays',
    'See <img width="3" src="https://x.example/a.png" alt="a">.',
    'See ![](https://x.example/a.png).',
  ],
  ['code stays', '```html\n<b>@team</b>\n```', '```html\n<b>@team</b>\n```'],
  ['code in a line stays', 'Use `<b>`', 'Use `<\u200Bb>`'],
  ['nobody is mentioned', 'Thanks @rosa, mail a@b.example', 'Thanks @\u200Brosa, mail a@b.example'],
  [
    'links stay',
    '<https://x.example> and [y](https://y.example)',
    'https://x.example and [y](https://y.example)',
  ],
  ['comparisons stay', 'a < b, List<String> and 1<2', 'a < b, List and 1<2'],
  ['an open block of code: nothing is taken out', '```\n<b>', '```\n<\u200Bb>'],
])('a description: %s', (_, text, expected) => {
  expect(description(text)).toBe(expected)
})

const nasty = [
  '</details>', '<details>', '</summary>', '</ul>', '</li>', '<!--', '-->', '<!-- /rel:notes -->', '<!-- rel:notes 9.9.9 -->',
  '```', '````', '~~~', '``', '`', '$$', '\n', '\n', '\n\n', '\r\n', '\r', '  ', '    ', '\t', '- ', '* ', '+ ', '1. ', '> ',
  '# ', '## Features', '---', '===', '***', '| a | b |', '|---|---|', '[x]: https://evil.example', '[x]', '![', '](', ')',
  '[^1]', '[^1]: note', '<script>', '</script>', '<pre>', '<textarea>', '<style>', '<?php', '<![CDATA[', '<!DOCTYPE x>', '<div',
  ' onclick="x"', '>', '<', '&lt;/details&gt;', '&#60;', '\\', '\\`', '\\<', '@team', 'a@b', '#1', 'word', '<a href="x">',
  '<img src="https://x.example/a.png">', '<img src="https://x.example/a.png', '<https://x.example>', '<x@y.example>', '\0',
  '- [ ] ', '__', '_', '~~', '<br>', 'https://x.example/@team', ':tada:', '<svg><path>', '</p>', '<table><tr><td>', '\u2028', '="',
] // prettier-ignore

const allowed = new Set(
  'ul ol li p code pre details summary blockquote h1 h2 h3 h4 h5 h6 a strong em del hr br img input table thead tbody tr th td sup section'.split(
    ' ',
  ),
)

test('law: whatever people write, every entry stays in its place and nothing reaches beyond it', () => {
  const { notes, versions } = parseConfig(null)
  for (let seed = 1; seed <= 600; seed += 1) {
    const draw = randomFrom(seed).below
    const words = (most: number): string =>
      Array.from({ length: 1 + draw(most) }, () => nasty[draw(nasty.length)]).join(['', ' ', ''][draw(3)])
    const labels = [[], ['feature'], ['bug'], ['major']]
    const pulls = Array.from({ length: 1 + draw(4) }, (_, at) =>
      merged(100 + at, { title: words(8), body: `${words(24)}\n\nEND${at}`, labels: labels[draw(4)]! }),
    )
    const text = notesOf({
      config: { notes, versions },
      changes: squashed(...pulls),
      reverted: [],
      version: '1.5.0',
      previous: '1.4.0',
      compare: 'https://github.example/compare',
      template: null,
    })
    const page = pageOf(text)
    const about = `seed ${seed}\n${text}`
    expect(page.at(-1)?.tagName, about).toBe('p')
    expect(textIn(page.at(-1)!), about).toBe('Full changelog: https://github.example/compare')
    expect(new Set(page.map(({ tagName }) => tagName)), about).toEqual(
      new Set(page.some(({ tagName }) => tagName === 'h2') ? ['ul', 'h2', 'p'] : ['ul', 'p']),
    )
    const entries = page.filter(({ tagName }) => tagName === 'ul').flatMap(childrenOf)
    expect(entries.length, about).toBe(pulls.length)
    for (const [at, pull] of pulls.entries()) {
      const entry = entries.find((one) => lineOf(one).includes(`(#${pull.number}) @dev`))
      expect(entry, about).toBeDefined()
      const folds = within(entry!).filter(({ tagName }) => tagName === 'details')
      expect(folds.length, about).toBeLessThanOrEqual(1)
      const own = folds[0] ? textIn(folds[0]) : ''
      for (const other of pulls.keys()) if (other !== at) expect(own, about).not.toContain(`END${other}`)
      expect(textIn(entry!, ['details']), about).not.toContain('END')
      expect(textIn(entry!, ['code', 'pre']).replace('@dev', ''), about).not.toMatch(/(?<![\w.])@[a-z]/)
    }
    for (const element of page.flatMap((one) => [one, ...within(one)]))
      expect(allowed, about).toContain(element.tagName)
    expect(page.some(hasComment), about).toBe(false)
  }
})

/** The line of an entry, without what stands below it. */
const lineOf = (entry: Element): string => textIn(entry, ['details'])
