import type { Signature } from './merge.js'
import { readObject } from './objects.js'
import { ask, type GitRepository } from './run.js'

export interface Tag {
  readonly tag: string
  readonly message: string
  readonly object: string
  readonly type: string
  readonly tagger: Signature
}

const epoch = (date: string): number => Math.floor(Date.parse(date) / 1000)

/** Writes an annotated tag's object (no ref); null if git finds its text malformed. */
export async function writeTag(git: GitRepository, tag: Tag): Promise<string | null> {
  const { name, email, date } = tag.tagger
  const head = `object ${tag.object}\ntype ${tag.type}\ntag ${tag.tag}\ntagger ${name} <${email}> ${epoch(date)} +0000`
  const answer = await ask(git, ['mktag'], { input: `${head}\n\n${tag.message}\n` })
  return answer.status === 0 ? answer.out.toString().trim() : null
}

/** An annotated tag by the sha of its object; null if there is no such tag. */
export async function readTag(
  git: GitRepository,
  sha: string,
): Promise<(Tag & { readonly sha: string }) | null> {
  const object = /^[0-9a-f]{40}$/.test(sha) ? await readObject(git, sha) : null
  if (object?.type !== 'tag') return null
  const text = object.content.toString().replace(/\n$/, '')
  const end = text.indexOf('\n\n')
  const field = (name: string): string =>
    new RegExp(`^${name} (.*)$`, 'm').exec(text.slice(0, end))?.[1] ?? ''
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+)/.exec(field('tagger')) ?? []
  const date = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z')
  return {
    sha,
    tag: field('tag'),
    message: text.slice(end + 2),
    object: field('object'),
    type: field('type'),
    tagger: { name, email, date },
  }
}
