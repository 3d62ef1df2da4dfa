import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathsOf } from '../../src/sandbox/paths.js'
import { lock } from '../../src/sandbox/state/lock.js'
import { openStore, type Store } from '../../src/sandbox/state/store.js'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rel-journal-'))
  path = join(folder, 'journal.ndjson')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const comment = (store: Store, body: string) =>
  store.transaction((tx) =>
    tx.put('comments', {
      id: store.nextId(),
      repository: 1,
      number: 1,
      author: 'dev',
      body,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
    }),
  )
const bodies = (store: Store): readonly string[] => store.all('comments').map(({ body }) => body)
const reopened = <Result>(look: (store: Store) => Result): Result => {
  const store = openStore(path)
  try {
    return look(store)
  } finally {
    store.close()
  }
}

test('cut at any byte of its last 4 KiB: whole lines are kept, a torn one is dropped and told', () => {
  const store = openStore(path)
  // Where each acknowledged write ends, and letters of more than one byte, which a cut may go through.
  const ends: number[] = []
  for (let at = 0; at < 60; at += 1) {
    comment(store, `${at}: größer – ${'x'.repeat(at % 17)} 🚀`)
    ends.push(statSync(path).size)
  }
  const all = bodies(store)
  store.close()
  const whole = readFileSync(path)
  for (let length = whole.length; length >= whole.length - 4096; length -= 1) {
    writeFileSync(path, whole.subarray(0, length))
    const acknowledged = ends.filter((end) => end <= length).length
    const found = reopened((cut) => ({ kept: bodies(cut), torn: cut.opened.torn }))
    const end = ends[acknowledged - 1] ?? 0
    expect({ ...found, size: statSync(path).size }).toEqual({
      kept: all.slice(0, acknowledged),
      torn: length !== end,
      size: end,
    })
  }
})

test('after a torn line it goes on, and numbers are never given twice', () => {
  const store = openStore(path)
  const last = comment(store, 'kept').id
  store.close()
  appendFileSync(path, '{"id":99,"changes":[["comm')
  const next = reopened((torn) => comment(torn, 'next').id)
  expect(next).toBeGreaterThan(last)
  expect(reopened(bodies)).toEqual(['kept', 'next'])
})

test('a line that cannot be read is named, and the file is left as it is', () => {
  const store = openStore(path)
  for (const body of ['one', 'two', 'three']) comment(store, body)
  store.close()
  const lines = readFileSync(path, 'utf8').split('\n')
  for (const broken of ['{"id":2,"cha', '[]', 'null', '{"id":2,"changes":[["nothing",1,{}]]}', '\0\0\0']) {
    const text = [lines[0], broken, lines[2], ''].join('\n')
    writeFileSync(path, text)
    expect(() => openStore(path), broken).toThrow(`${path}, line 2 cannot be read`)
    expect(readFileSync(path, 'utf8')).toBe(text)
  }
})

test('a transaction that is refused, or a row that leaves an index and comes back, changes no order', () => {
  const store = openStore(path)
  const rows = ['one', 'two', 'three'].map((body) => comment(store, body))
  const [first, second] = rows as [(typeof rows)[0], (typeof rows)[0]]
  const refused = () =>
    store.transaction((tx) => {
      tx.put('comments', { ...first, number: 2 })
      tx.remove('comments', second)
      throw new Error('refused')
    })
  expect(refused).toThrow('refused')
  store.transaction((tx) => tx.put('comments', { ...first, number: 2 }))
  store.transaction((tx) => tx.put('comments', first))
  const ordered = (from: Store) => [bodies(from), from.by('comments', 'issue', '1/1').map(({ body }) => body)]
  expect(ordered(store)).toEqual([
    ['one', 'two', 'three'],
    ['one', 'two', 'three'],
  ])
  store.close()
  expect(reopened(ordered)).toEqual([
    ['one', 'two', 'three'],
    ['one', 'two', 'three'],
  ])
})

test('it is compacted when most of it was overtaken, and only then', () => {
  const store = openStore(path)
  const first = comment(store, 'first')
  for (let at = 0; at < 500; at += 1)
    store.transaction((tx) => tx.put('comments', { ...first, body: `${at}` }))
  store.close()
  const before = statSync(path).size
  expect(reopened((same) => same.compactIfWorthwhile())).toBe(false)
  const more = openStore(path)
  for (let at = 500; at < 1500; at += 1)
    more.transaction((tx) => tx.put('comments', { ...first, body: `${at}` }))
  const id = more.nextId()
  comment(more, 'last')
  more.close()
  expect(reopened((large) => large.compactIfWorthwhile())).toBe(true)
  expect(statSync(path).size).toBeLessThan(before / 100)
  reopened((small) => {
    expect(bodies(small)).toEqual(['1499', 'last'])
    expect(small.nextId()).toBeGreaterThan(id)
    comment(small, 'goes on')
  })
  expect(reopened(bodies)).toEqual(['1499', 'last', 'goes on'])
})

test('killed while it is compacted: the old file or the new one, and nothing is lost', () => {
  const store = openStore(path)
  for (let at = 0; at < 20; at += 1) comment(store, `${at}`)
  const all = bodies(store)
  const old = readFileSync(path)
  store.compact()
  store.close()
  const compact = readFileSync(path)
  // Until the rename, the old file is there beside a new one of any length.
  for (let length = 0; length <= compact.length; length += 7) {
    writeFileSync(path, old)
    writeFileSync(`${path}.new`, compact.subarray(0, length))
    reopened((cut) => {
      expect(bodies(cut)).toEqual(all)
      cut.compact()
    })
    expect(reopened(bodies)).toEqual(all)
    expect(existsSync(`${path}.new`)).toBe(false)
  }
})

test.runIf(process.platform === 'linux')(
  'one process holds the lock; one that a killed process left is taken over',
  async () => {
    const paths = { ...pathsOf(folder), state: folder }
    const release = lock(paths)
    expect(() => lock(paths)).toThrow(`Process ${process.pid} is already serving`)
    release()
    expect(readdirSync(folder)).toEqual([])
    const sleeper = spawn('sleep', ['60'])
    const born = execFileSync('cat', [`/proc/${sleeper.pid}/stat`], { encoding: 'utf8' })
      .split(') ')[1]
      ?.split(' ')[19]
    writeFileSync(join(folder, 'lock.7'), JSON.stringify({ pid: sleeper.pid, born }))
    expect(() => lock(paths)).toThrow(`Process ${sleeper.pid} is already serving`)
    // The same number, but another process than the one that took the lock.
    writeFileSync(join(folder, 'lock.7'), JSON.stringify({ pid: sleeper.pid, born: '1' }))
    lock(paths)()
    writeFileSync(join(folder, 'lock.7'), JSON.stringify({ pid: sleeper.pid, born }))
    sleeper.kill('SIGKILL')
    await once(sleeper, 'exit')
    lock(paths)()
    expect(readdirSync(folder)).toEqual([])
  },
)
