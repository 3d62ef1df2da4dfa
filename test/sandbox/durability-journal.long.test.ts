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
const reopened = <Result>(read: (store: Store) => Result): Result => {
  const store = openStore(path)
  try {
    return read(store)
  } finally {
    store.close()
  }
}

test('a journal cut at any byte of its last 4 KiB keeps complete lines and reports a dropped one', () => {
  const store = openStore(path)
  // The end of each write; the texts have multi-byte characters, which a cut may split.
  const ends: number[] = []
  for (let count = 0; count < 60; count += 1) {
    comment(store, `${count}: größer – ${'x'.repeat(count % 17)} 🚀`)
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

test('continues after an incomplete line without reusing ids', () => {
  const store = openStore(path)
  const last = comment(store, 'kept').id
  store.close()
  appendFileSync(path, '{"id":99,"changes":[["comm')
  const next = reopened((torn) => comment(torn, 'next').id)
  expect(next).toBeGreaterThan(last)
  expect(reopened(bodies)).toEqual(['kept', 'next'])
})

test('names an unreadable line and leaves the file unchanged', () => {
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

test('rolled-back transactions and rows that return to an index keep the order', () => {
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

test('compacts the journal only if most of its changes were overwritten', () => {
  const store = openStore(path)
  const first = comment(store, 'first')
  for (let count = 0; count < 500; count += 1)
    store.transaction((tx) => tx.put('comments', { ...first, body: `${count}` }))
  store.close()
  const before = statSync(path).size
  expect(reopened((same) => same.compactIfWorthwhile())).toBe(false)
  const more = openStore(path)
  for (let count = 500; count < 1500; count += 1)
    more.transaction((tx) => tx.put('comments', { ...first, body: `${count}` }))
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

test('a kill during compaction leaves the old or the new file, both complete', () => {
  const store = openStore(path)
  for (let count = 0; count < 20; count += 1) comment(store, `${count}`)
  const all = bodies(store)
  const old = readFileSync(path)
  store.compact()
  store.close()
  const compact = readFileSync(path)
  // Before the rename, the old file exists beside a new file of any length.
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
  'one process holds the lock; the lock of a killed process is taken over',
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
    // The same process id, but not the process that took the lock.
    writeFileSync(join(folder, 'lock.7'), JSON.stringify({ pid: sleeper.pid, born: '1' }))
    lock(paths)()
    writeFileSync(join(folder, 'lock.7'), JSON.stringify({ pid: sleeper.pid, born }))
    sleeper.kill('SIGKILL')
    await once(sleeper, 'exit')
    lock(paths)()
    expect(readdirSync(folder)).toEqual([])
  },
)
