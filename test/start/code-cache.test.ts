import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { relWith, type Ended } from '../support/run.js'

/** A folder with a cache of its own. */
async function emptyCache() {
  const home = await mkdtemp(join(tmpdir(), 'rel-code-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const cache = join(home, 'cache')
  const code = join(cache, 'code')
  const schema = (more: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    relWith({ REL_CACHE_DIR: cache, ...more }, home, 'config', 'schema')
  const pathsOfEntries = async (): Promise<readonly string[]> => {
    const found = await readdir(code, { recursive: true, withFileTypes: true }).catch(() => [])
    return found
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name))
      .sort()
  }
  /** Each entry: when it was written, and the hash of what is in it. */
  const entries = async () =>
    Promise.all(
      (await pathsOfEntries()).map(async (path) => ({
        path,
        at: (await stat(path)).mtimeMs,
        hash: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      })),
    )
  const damage = async (how: (entry: Buffer) => Buffer): Promise<void> => {
    for (const path of await pathsOfEntries()) await writeFile(path, how(await readFile(path)))
  }
  return { home, cache, code, schema, entries, damage }
}
const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)

test('the first run keeps its compiled code for this user alone, the next ones use it', async () => {
  const { cache, code, schema, entries } = await emptyCache()
  const first = await schema()
  expect(first).toMatchObject({ status: 0, error: '' })
  const kept = await entries()
  expect(kept.length).toBeGreaterThan(5)
  expect(await mode(code)).toBe('700')
  for (const { path } of kept) expect(path.startsWith(cache)).toBe(true)
  expect(await schema()).toEqual(first)
  // What V8 refuses is written again.
  expect(await entries()).toEqual(kept)
})

const damages: readonly [what: string, how: (entry: Buffer) => Buffer][] = [
  ['is empty', () => Buffer.alloc(0)],
  ['is cut off', (entry) => entry.subarray(0, entry.length - 100)],
  ['is of another source', (entry) => Buffer.concat([Buffer.from('throw 1'), entry.subarray(7)])],
  ['is full of zeros', (entry) => Buffer.alloc(entry.length)],
]
test.each(damages)('an entry that %s is made again', async (_, how) => {
  const { schema, entries, damage } = await emptyCache()
  const first = await schema()
  await damage(how)
  const damaged = await entries()
  expect(await schema()).toEqual(first)
  const again = await entries()
  expect(again.map(({ path }) => path)).toEqual(damaged.map(({ path }) => path))
  for (const [index, { hash }] of again.entries()) expect(hash).not.toBe(damaged[index]?.hash)
  expect(await schema()).toEqual(first)
  expect(await entries()).toEqual(again)
})

test.each([
  [
    'somebody else may write to',
    async ({ code }: { code: string }) => {
      await mkdir(code, { recursive: true })
      await chmod(code, 0o777)
    },
  ],
  [
    'is a link',
    async ({ home, cache, code }: { home: string; cache: string; code: string }) => {
      await mkdir(join(home, 'elsewhere'), { mode: 0o700 })
      await mkdir(cache)
      await symlink(join(home, 'elsewhere'), code)
    },
  ],
  ['cannot be made', ({ cache }: { cache: string }) => writeFile(cache, 'a file')],
])('a folder that %s is not used, and nobody is told', async (_, prepare) => {
  const place = await emptyCache()
  await prepare(place)
  expect(await place.schema()).toMatchObject({ status: 0, error: '' })
  expect(await place.entries()).toEqual([])
})

test('without a home, with a home that is not there, and where it is switched off, nothing is kept', async () => {
  const { home, schema, entries } = await emptyCache()
  expect(await schema({ REL_CACHE_DIR: '', HOME: '' })).toMatchObject({ status: 0, error: '' })
  expect(await schema({ REL_CACHE_DIR: '', HOME: join(home, 'nobody') })).toMatchObject({
    status: 0,
    error: '',
  })
  expect(await schema({ NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject({ status: 0, error: '' })
  expect(await entries()).toEqual([])
  expect(await readdir(home)).toEqual([])
})

test('the cache lies where the system has it', async () => {
  const { home, schema } = await emptyCache()
  await schema({ REL_CACHE_DIR: '', HOME: home })
  await schema({ REL_CACHE_DIR: '', XDG_CACHE_HOME: join(home, 'xdg') })
  expect(await readdir(join(home, '.cache', 'rel'))).toEqual(['code'])
  expect(await readdir(join(home, 'xdg', 'rel'))).toEqual(['code'])
})
