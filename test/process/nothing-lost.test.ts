import { inc } from 'semver'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomFrom } from '../support/random.js'
import { createHistory, type History } from '../support/history.js'
import { readerOf } from '../support/history-reader.js'
import { Broken, createRandomLines, rules, type Rules } from '../support/random-lines.js'
import { longHistory } from '../support/long-history.js'

let history: History
let reader: ReturnType<typeof readerOf>
/** What main had before every run. */
let past: readonly string[]
beforeAll(async () => {
  history = await createHistory()
  reader = readerOf(history.directory)
  past = await longHistory(history, 4000, randomFrom(1))
})
afterAll(async () => {
  await reader.end()
  await history.remove()
})

type Move = keyof Awaited<ReturnType<typeof createRandomLines>>['moves']
/** How often each is drawn. */
const weights: Readonly<Record<Move, number>> = {
  commitOnMain: 5,
  revertOnMain: 1,
  crissCross: 1,
  release: 2,
  hotfix: 6,
  revertOnLine: 1,
  pick: 2,
  mergeMainIntoLine: 2,
  patch: 4,
  recreateBranch: 1,
  reintegrate: 3,
  mergePull: 2,
  closePull: 1,
}
const weightedMoves = (Object.keys(weights) as Move[]).flatMap((move) =>
  Array<Move>(weights[move]).fill(move),
)

/** One history of random moves; what breaks a law names the seed. */
async function runHistory(seed: number, given: Rules, length: number): Promise<void> {
  const told: Move[] = []
  try {
    const lines = await createRandomLines(history, reader, seed, given, past)
    for (let left = length; left > 0; left -= 1) {
      const move = lines.draw.oneOf(weightedMoves)
      told.push(move)
      await lines.moves[move]()
    }
    await lines.check()
    await lines.settle()
  } catch (error) {
    throw new (error instanceof Broken ? Broken : Error)(
      `seed ${seed}: ${(error as Error).message} (${told.join()})`,
      {
        cause: error,
      },
    )
  }
}

/** Two at once: most of the time git works, not this process. The first that breaks a law ends it. */
async function runHistories(seeds: readonly number[], given: Rules, length: number): Promise<void> {
  const open = [...seeds]
  const broken: unknown[] = []
  const work = async (): Promise<void> => {
    for (let seed = open.shift(); seed !== undefined && broken.length === 0; seed = open.shift())
      await runHistory(seed, given, length).catch((error: unknown) => broken.push(error))
  }
  await Promise.all([work(), work()])
  if (broken.length > 0) throw broken[0]
}
const seedsTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)
const runs = Number(process.env['REL_RUNS'] ?? 500)

test('main has had thousands of commits: merges, renames, reverts, criss-cross merges, binary files', async () => {
  const git = async (...words: readonly string[]): Promise<readonly string[]> =>
    (await history.git(...words)).split('\n').filter(Boolean)
  const tip = past.at(-1)!
  const reverted = (await git('log', '--format=%b', tip)).flatMap(
    (text) => /commit ([0-9a-f]{40})/.exec(text)?.[1] ?? [],
  )
  const joins = await git('log', '--format=%P', '--merges', '--grep=^Merge two$', tip)
  const bases = await Promise.all(joins.map((parents) => git('merge-base', '--all', ...parents.split(' '))))
  const found = {
    commits: (await git('rev-list', tip)).length,
    merges: (await git('rev-list', '--merges', tip)).length,
    renames: (await git('log', '--find-renames', '--diff-filter=R', '--format=', '--name-status', tip))
      .length,
    reverts: (await git('rev-list', '--no-walk', ...reverted)).length,
    crissCross: bases.filter((all) => all.length > 1).length,
    binary: (await git('log', '--format=', '--numstat', tip)).filter((line) => line.startsWith('-')).length,
  }
  console.log(JSON.stringify(found))
  expect(found.commits).toBeGreaterThan(4000)
  for (const count of Object.values(found)) expect(count).toBeGreaterThan(50)
})

test(`${runs} random histories keep L2, L3 and L4`, () => runHistories(seedsTo(runs), rules, 6), 600_000)

test(
  'long random histories keep them, too',
  () => runHistories([2001, 2002, 2003, 2004, 2005, 2006], rules, 40),
  300_000,
)

/**
 * These mutants are functions, not rows of test/mutants: they play the histories of the test above, with its seeds and its length,
 * and a row would have to play all of those without the mutant first. The table has mutants of the same rules for other tests.
 */
test.each<[string, RegExp, Partial<Rules>]>([
  [
    'L2: a next version that forgets the patches there are',
    /L2/,
    { nextPatch: (_, __, version) => inc(version, 'patch')! },
  ],
  ['L3: a guard that sees nothing', /L3/, { commitsOfMain: async () => [] }],
  [
    'L4: a list that counts before it is merged',
    /L4/,
    {
      audit: (commits, patches, reintegrations) =>
        rules.audit(
          commits,
          patches,
          reintegrations.map((reintegration) => ({
            ...reintegration,
            pullRequest: { ...reintegration.pullRequest, state: 'merged' },
          })),
        ),
    },
  ],
])(
  'the mutant of %s is caught',
  async (_, rule, mutant) => {
    await expect(runHistories(seedsTo(runs), { ...rules, ...mutant }, 6)).rejects.toThrow(rule)
  },
  600_000,
)
