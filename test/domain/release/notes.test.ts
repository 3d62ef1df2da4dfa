import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/config.js'
import { changesOf } from '../../../src/domain/release/changes.js'
import { pullsIn } from '../../../src/domain/release/body.js'
import { maxBodyLength, notesOf, type NotesFacts } from '../../../src/domain/release/notes.js'
import { withoutReverted } from '../../../src/domain/release/reverts.js'
import type { Merged } from '../../../src/domain/release/commit.js'
import { pageOf, textIn, within } from '../../support/markdown.js'
import { commit, merged, squashed } from '../../support/release.js'

const compare = 'https://github.example/acme/widgets/compare/1.4.0...1.5.0'
function factsOf(
  pulls: readonly Merged[],
  text: string | null = null,
  template: string | null = null,
): NotesFacts {
  const { notes, versions } = parseConfig(text)
  return {
    config: { notes, versions },
    ...withoutReverted(squashed(...pulls)),
    version: '1.5.0',
    previous: '1.4.0',
    compare,
    template,
  }
}
const write = (pulls: readonly Merged[], text?: string, template?: string): string =>
  notesOf(factsOf(pulls, text, template))

const bot = { name: 'dependabot[bot]', login: 'dependabot[bot]', bot: true }

test('writes all sections of the notes', () => {
  const pulls = [
    merged(19, { title: 'Revert "Add a banner"', body: 'Reverts acme/widgets#18' }),
    merged(18, { title: 'Add a banner' }),
    merged(17, { title: 'Bump left-pad', labels: ['dependencies'], author: bot, body: 'Bumps left-pad.' }),
    merged(16, {
      title: 'Drop the old API',
      labels: ['breaking'],
      body: 'Why not.\n\nBREAKING CHANGE: call /v2\ninstead.',
    }),
    merged(15, { title: 'Tell no one', labels: ['skip-changelog', 'feature'] }),
    merged(14, { title: 'Fix the login', labels: ['bug', 'feature'], body: 'It was\n- broken\n' }),
    merged(13, { title: 'Say hello', labels: ['other'] }),
    merged(12, { title: 'Say it in French', labels: ['docs'] }),
  ]
  expect(write(pulls)).toBe(`* Say hello (#13) @dev

## Breaking changes

* Drop the old API (#16) @dev

  **Breaking:** call /v2 instead.

  <details><summary>Description</summary>

  > Why not.
  >
  > BREAKING CHANGE: call /v2
  > instead.

  </details>

## Features

* Fix the login (#14) @dev
  <details><summary>Description</summary>

  > It was
  > - broken

  </details>

## Documentation

* Say it in French (#12) @dev

## Maintenance

* Bump left-pad (#17) dependabot\\[bot\\]

<!-- rel:unlisted 15 -->

Reverted before this release: #18 (by #19).

**Full changelog**: ${compare}`)
})

/** As in the README of release-drafter; docs/releases.md lists the differences. */
test.each<[string, readonly Merged[], readonly string[], string?]>([
  ['the line of a change', [merged(1, { title: 'Add login' })], ['* Add login (#1) @dev']],
  ['sorted by merge time, newest first', [merged(2), merged(1)], ['* Change 2', '* Change 1']],
  [
    'changes without a category first, without a heading',
    [merged(2, { labels: ['bug'] }), merged(1)],
    ['* Change 1', '## Fixes', '* Change 2'],
  ],
  [
    'categories in their own order',
    [merged(2, { labels: ['bug'] }), merged(1, { labels: ['feature'] })],
    ['## Features', '* Change 1', '## Fixes', '* Change 2'],
  ],
  [
    'a category without a change is left out',
    [merged(1, { labels: ['docs'] })],
    ['## Documentation', '* Change 1'],
  ],
  [
    'excluded labels win over categories',
    [merged(2, { labels: ['feature', 'skip-changelog'] }), merged(1)],
    ['* Change 1'],
  ],
  [
    'other categories',
    [merged(1, { labels: ['x'] })],
    ['## Y', '* Change 1'],
    'notes: {sections: [{title: Y, labels: [x]}]}',
  ],
])('as release-drafter: %s', (_, pulls, expected, text) => {
  const lines = write(pulls, text)
    .split('\n')
    .filter((line) => /^(\*|##) /.test(line))
    .map((line) => line.slice(0, expected.find((start) => line.startsWith(start))?.length))
  expect(lines).toEqual(expected)
})

test('as release-drafter: co-authors after the author', () => {
  const message = 'Add login (#1)\n\nCo-authored-by: Rosa <1+rosa@users.noreply.github.com>'
  const squash = commit('a', ['base'], message)
  const changes = changesOf({ head: squash.oid, commits: [squash] }, new Map([[squash.oid, merged(1)]]))
  expect(notesOf({ ...factsOf([]), changes }).split('\n')[0]).toBe('* Change 1 (#1) @dev, @rosa')
})

test.each<[string, Merged, string, string?]>([
  [
    'lists a change once, in the first matching section',
    merged(1, { labels: ['feature', 'bug'] }),
    '## Features',
  ],
  ['lists breaking changes in a section', merged(1, { labels: ['major', 'feature'] }), '## Breaking changes'],
  [
    'lists breaking changes in the section of the team',
    merged(1, { labels: ['major'] }),
    '## Danger',
    'notes: {sections: [{title: Danger, labels: [major]}]}',
  ],
])('unlike release-drafter: %s', (_, pull, heading, text) => {
  expect(write([pull], text).match(/^## .*$/gm)).toEqual([heading])
})

test('leaves out descriptions where configured, and those of bots', () => {
  const pulls = [merged(2, { body: 'Long', author: bot }), merged(1, { body: 'Long' })]
  expect(write(pulls, 'notes: {descriptions: false}')).not.toContain('Long')
  expect(write(pulls).match(/Long/g)).toHaveLength(1)
})

test.each([
  [
    'with {notes} in its text',
    'Hello\n\n{notes}\n\nBye {version} {previous} {compare}',
    `Hello\n\n* Change 1 (#1) @dev\n\n**Full changelog**: ${compare}\n\nBye 1.5.0 1.4.0 ${compare}`,
  ],
  [
    'without {notes}: they come last',
    'Hello\n',
    `Hello\n\n* Change 1 (#1) @dev\n\n**Full changelog**: ${compare}`,
  ],
])('fills a template: %s', (_, template, expected) => {
  expect(write([merged(1)], undefined, template)).toBe(expected)
})

test('does not replace placeholders in a title', () => {
  expect(write([merged(1, { title: '{version} $& {notes}' })], undefined, '{notes}')).toContain(
    '* {version} \\$\\& {notes} (#1)',
  )
})

test.each([1, 40, 400, 4000])('fits %i long changes and the link into the limit', (count) => {
  const pulls = Array.from({ length: count }, (_, at) =>
    merged(at + 1, {
      title: `Änderung ${'x'.repeat(60)}`,
      body: `${'Wörter '.repeat(600)}`,
      labels: at % 2 ? ['bug'] : [],
    }),
  )
  const facts = factsOf(pulls)
  const text = notesOf(facts)
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBodyLength)
  expect(text.trimEnd().endsWith(`**Full changelog**: ${compare}`)).toBe(true)
  expect(pullsIn(text).toSorted((left, right) => left - right)).toEqual(pulls.map(({ number }) => number))
  const page = pageOf(text)
  const entries = page
    .filter(({ tagName }) => tagName === 'ul')
    .flatMap(within)
    .filter(({ tagName }) => tagName === 'li')
  const left = Number(/… and (\d+) more: http/.exec(text)?.[1] ?? 0)
  expect(entries.filter((entry) => /\(#\d+\)/.test(textIn(entry))).length + left).toBe(count)
  for (const room of [0, 20, 100, 1000, 50_000])
    expect(Buffer.byteLength(notesOf(facts, room))).toBeLessThanOrEqual(room)
})
