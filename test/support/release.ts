import { createHash } from 'node:crypto'
import { parseConfig } from '../../src/config.js'
import type { Release, Tag } from '../../src/domain/model/release.js'
import { changesOf, type Change } from '../../src/domain/release/changes.js'
import type { Commit, Merged } from '../../src/domain/release/commit.js'
import type { DraftFacts } from '../../src/domain/release/draft.js'
import { servicesOf } from '../../src/domain/model/service.js'

/** A commit id derived from a name. */
export const oidOf = (name: string): string => createHash('sha1').update(name).digest('hex')

export const commit = (name: string, parents: readonly string[], message = name): Commit => ({
  oid: oidOf(name),
  parents: parents.map(oidOf),
  message,
  author: { name: 'Dev Eloper', login: null, bot: false },
  files: null,
})

export const merged = (number: number, given: Partial<Merged> = {}): Merged => ({
  number,
  title: `Change ${number}`,
  url: `https://github.example/acme/widgets/pull/${number}`,
  author: { name: 'dev', login: 'dev', bot: false },
  body: '',
  labels: [],
  base: 'main',
  head: `feature/${number}`,
  mergeCommit: null,
  files: null,
  ...given,
})

/** Squashed pull requests, newest first. */
export function squashed(...pulls: readonly Merged[]): readonly Change[] {
  const commits = pulls.map((pull, at) =>
    commit(
      `pull ${pull.number}`,
      [pulls[at + 1] ? `pull ${pulls[at + 1]!.number}` : 'base'],
      `${pull.title} (#${pull.number})`,
    ),
  )
  const map = new Map(commits.map(({ oid }, at) => [oid, pulls[at]!]))
  return commits[0] ? changesOf({ head: commits[0].oid, commits }, map) : []
}

export const tag = (name: string): Tag => ({ name, object: oidOf(name), commit: oidOf(name) })

export const release = (tag: string, given: Partial<Release> = {}): Release => ({
  id: 1,
  tag,
  name: tag,
  target: oidOf('head'),
  draft: true,
  prerelease: false,
  body: '',
  url: `https://github.example/acme/widgets/releases/tag/${tag}`,
  author: 'dev',
  createdAt: '2026-03-01T09:00:00Z',
  publishedAt: null,
  ...given,
})

export const draftFacts = (given: Partial<DraftFacts> = {}, text: string | null = null): DraftFacts => {
  const config = given.config ?? parseConfig(text)
  return {
    repository: 'acme/widgets',
    config,
    service: servicesOf(config)[0]!,
    defaultBranch: 'main',
    page: 'https://github.example/acme/widgets',
    releases: [],
    tags: [tag('1.4.0')],
    commit: oidOf('head'),
    digest: null,
    warnings: [],
    changes: squashed(merged(7)),
    previous: '1.4.0',
    template: null,
    ...given,
  }
}
