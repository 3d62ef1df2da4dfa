import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/config.js'
import { describe as sentenceOf } from '../../../src/domain/plan/plan.js'
import type { Release } from '../../../src/domain/model/release.js'
import { bodyFrom, textOf } from '../../../src/domain/release/body.js'
import { planDraft, type DraftFacts } from '../../../src/domain/release/draft.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { randomFrom } from '../../support/random.js'
import { draftFacts, merged, oidOf, release, squashed, tag } from '../../support/release.js'

const sentences = (facts: DraftFacts, version: string | null = null): string[] =>
  planDraft(facts, { version }).steps.map((step) => sentenceOf(step))
const short = (name: string): string => oidOf(name).slice(0, 7)

/** The draft after the steps of the plan. */
function draftAfter(facts: DraftFacts, given: Partial<Release> = {}): Release {
  const [step] = planDraft(facts, { version: null }).steps
  if (step?.kind !== 'create-draft' && step?.kind !== 'update-draft')
    throw new Error('The plan writes no draft.')
  return release(step.tag, { name: step.name, body: step.body, target: step.commit, ...given })
}

test('creates a draft, and has nothing to do the next time', () => {
  const facts = draftFacts()
  expect(sentences(facts)).toEqual([`Draft 1.5.0 at ${short('head')}`])
  expect(sentences(draftFacts({ releases: [draftAfter(facts)] }))).toEqual([])
})

test.each<[string, Partial<DraftFacts>, string[]]>([
  ['another commit', { commit: oidOf('later') }, [`Update the draft of 1.5.0, at ${short('later')}`]],
  [
    'a label that asks for more',
    { changes: squashed(merged(7, { labels: ['major'] })) },
    [`Update the draft of 2.0.0, at ${short('head')}`],
  ],
  [
    'the version already exists',
    { tags: [tag('1.4.0'), tag('v1.5.0')] },
    [`Update the draft of 1.6.0, at ${short('head')}`],
  ],
  ['all changes are released', { changes: [] }, ['Remove the draft 1 of 1.5.0']],
  [
    'only a reintegration was merged',
    { changes: squashed(merged(9, { head: 'reintegrate/1.4.1' })) },
    ['Remove the draft 1 of 1.5.0'],
  ],
  [
    'all changes were reverted',
    { changes: squashed(merged(8, { body: 'Reverts #7' }), merged(7)) },
    ['Remove the draft 1 of 1.5.0'],
  ],
])('updates an own draft: %s', (_, given, expected) => {
  expect(sentences(draftFacts({ releases: [draftAfter(draftFacts())], ...given }))).toEqual(expected)
})

test('creates no draft without changes', () => {
  expect(sentences(draftFacts({ changes: [] }))).toEqual([])
})

test('drafts changes that are hidden from the notes, and ignores their labels', () => {
  const facts = draftFacts({ changes: squashed(merged(7, { labels: ['skip-changelog', 'major'] })) })
  expect(draftAfter(facts).tag).toBe('1.5.0')
  expect(draftAfter(facts).body).not.toContain('#7')
})

test('keeps text around the notes and a changed name', () => {
  const { body } = draftAfter(draftFacts())
  const mine = release('1.5.0', { body: `Welcome!\n\n${body}\r\n\r\nThanks.`, name: 'The spring release' })
  const next = draftAfter(
    draftFacts({ releases: [mine], commit: oidOf('later'), changes: squashed(merged(8)) }),
  )
  expect(next).toMatchObject({ name: 'The spring release', tag: '1.5.0' })
  expect(next.body).toMatch(/^Welcome!\n\n<!-- rel:notes 1\.5\.0 -->\n\* Change 8 [\s\S]*-->\n\nThanks\.$/)
  expect(
    sentences(draftFacts({ releases: [next], commit: oidOf('later'), changes: squashed(merged(8)) })),
  ).toEqual([])
})

test.each<[string, string, string]>([
  ['higher than computed: kept', '2.0.0', '2.0.0'],
  ['higher, with another prefix: kept', 'v2.0.0', '2.0.0'],
  ['lower than computed: not kept', '1.4.7', '1.5.0'],
  ['not a version: not kept', 'next', '1.5.0'],
])('handles a version set by hand: %s', (_, tagged, expected) => {
  const own = draftAfter(draftFacts(), { tag: tagged })
  expect(draftAfter(draftFacts({ releases: [own], commit: oidOf('later') })).tag).toBe(expected)
})

test('does not take an earlier computed version for one set by hand', () => {
  const major = draftAfter(draftFacts({ changes: squashed(merged(7, { labels: ['major'] })) }))
  expect(major.tag).toBe('2.0.0')
  expect(draftAfter(draftFacts({ releases: [major] })).tag).toBe('1.5.0')
})

test.each<[string, string[] | RegExp, string[]]>([
  ['2.0.0', [`Draft 2.0.0 at ${short('head')}`], []],
  [
    '1.4.1',
    [`Draft 1.4.1 at ${short('head')}`],
    ['The labels ask for 1.5.0; the next commit on the default branch resets the draft to it.'],
  ],
  ['1.4.0', /Version 1\.4\.0 already exists/, []],
  ['1.3.0', /1\.3\.0 is below 1\.4\.0/, []],
  ['v2.0.0', [`Draft 2.0.0 at ${short('head')}`], []],
  ['v1.4.0', /Version 1\.4\.0 already exists/, []],
  ['2.0', /Invalid version "2\.0"/, []],
])('plans --version %s', (version, expected, warnings) => {
  const plan = () => planDraft(draftFacts(), { version })
  if (expected instanceof RegExp) return expect(plan).toThrow(expected)
  expect(plan().steps.map((step) => sentenceOf(step))).toEqual(expected)
  expect(plan().warnings).toEqual(warnings)
})

test('merges concurrent drafts into the oldest one, and keeps the text of people', () => {
  const own = draftAfter(draftFacts())
  const releases = [
    { ...own, id: 12, body: `${own.body}\n\nMine` },
    { ...own, id: 10 },
    { ...own, id: 11, body: `Yours\n\n${own.body}\n\nMine` },
  ]
  const plan = planDraft(draftFacts({ releases, commit: oidOf('later') }), { version: null })
  expect(plan.steps.map((step) => sentenceOf(step))).toEqual([
    `Update the draft of 1.5.0, at ${short('later')}`,
    'Remove the draft 11 of 1.5.0',
    'Remove the draft 12 of 1.5.0',
  ])
  expect(plan.steps[0]).toMatchObject({
    release: 10,
    body: expect.stringMatching(/^Yours\n\n<!--[\s\S]*-->\n\nMine$/),
  })
})

test('adds notes to a draft created by hand for a higher version, and ignores any other', () => {
  const theirs = release('1.5.0', { id: 9, body: 'By hand', name: 'By hand' })
  expect(planDraft(draftFacts({ releases: [theirs] }), { version: null }).steps).toMatchObject([
    {
      kind: 'update-draft',
      from: theirs.target,
      release: 9,
      name: 'By hand',
      body: expect.stringMatching(/^By hand\n\n<!-- rel:notes 1\.5\.0 -->/),
    },
  ])
  const hotfix = release('1.3.1', { id: 8, body: 'A hotfix' })
  const candidate = release('2.0.0-rc.1', { id: 7 })
  expect(sentences(draftFacts({ releases: [hotfix, candidate] }))).toEqual([
    `Draft 1.5.0 at ${short('head')}`,
  ])
  const own = draftAfter(draftFacts(), { id: 3 })
  expect(sentences(draftFacts({ releases: [theirs, own] }))).toEqual([])
})

test('keeps an empty own draft with text of people, with a warning', () => {
  const own = draftAfter(draftFacts())
  const plan = planDraft(draftFacts({ releases: [{ ...own, body: `Hello\n\n${own.body}` }], changes: [] }), {
    version: null,
  })
  expect(plan.steps).toEqual([])
  expect(plan.warnings).toEqual([expect.stringContaining('has no changes, only text that was added by hand')])
})

test('creates a draft for each service of a monorepo', () => {
  const config = parseConfig('services: {api: {paths: [api]}, web: {paths: [web]}}')
  const [api, web] = servicesOf(config)
  const tags = [tag('api/1.4.0'), tag('web/3.0.0')]
  const first = draftAfter(draftFacts({ config, service: api!, tags }))
  const second = draftAfter(draftFacts({ config, service: web!, tags, releases: [first] }), { id: 2 })
  expect([first.tag, second.tag]).toEqual(['api/1.5.0', 'web/3.1.0'])
  for (const service of [api!, web!])
    expect(sentences(draftFacts({ config, service, tags, releases: [first, second] }))).toEqual([])
})

test('drafts the first release with the configured prefix', () => {
  const first = draftAfter(draftFacts({ tags: [], previous: null }, 'versions: {prefix: v, first: 1.0.0}'))
  expect(first.tag).toBe('v1.0.0')
  expect(first.body).toContain('https://github.example/acme/widgets/commits/v1.0.0')
})

test('property: never changes the text around the notes', () => {
  const pieces = [
    'word',
    '\n',
    '\n\n',
    '<!-- rel:notes 1.0.0 -->',
    '<!-- /rel:notes -->',
    '<!--',
    '-->',
    '# x',
    ' ',
  ]
  for (let seed = 1; seed <= 500; seed += 1) {
    const draw = randomFrom(seed).below
    const text = (): string => Array.from({ length: draw(9) }, () => pieces[draw(pieces.length)]).join('')
    const first = textOf({ ...bodyFrom(text()), own: { service: null, version: '1.5.0', notes: text() } })
    const again = bodyFrom(first)
    expect(again.own?.version, JSON.stringify(first)).toBe('1.5.0')
    const second = bodyFrom(textOf({ ...again, own: { service: null, version: '1.6.0', notes: 'Other' } }))
    expect(second, JSON.stringify(first)).toEqual({
      ...again,
      own: { service: null, version: '1.6.0', notes: 'Other' },
    })
  }
})
