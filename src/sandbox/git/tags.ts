import type { Signature } from './merge.js'
import { readObject } from './objects.js'
import { tryRun, type GitRepository } from './run.js'

export interface Tag {
  readonly tag: string
  readonly message: string
  readonly object: string
  readonly type: string
  readonly tagger: Signature
}

const epoch = (date: string): number => Math.floor(Date.parse(date) / 1000)

/** Writes the object of an annotated tag without a ref; null if git refuses it as malformed. */
export async function writeTag(git: GitRepository, tag: Tag): Promise<string | null> {
  const { name, email, date } = tag.tagger
  const head = `object ${tag.object}\ntype ${tag.type}\ntag ${tag.tag}\ntagger ${name} <${email}> ${epoch(date)} +0000`
  const result = await tryRun(git, ['mktag'], { input: `${head}\n\n${tag.message}\n` })
  return result.status === 0 ? result.out.toString().trim() : null
}

/** An annotated tag by the SHA of its object; null if there is none. */
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
  const [, name = '', email = '', seconds = '0'] = /^([^<]*) <(.*)> (\d+)/.exec(field('tagger')) ?? []
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
