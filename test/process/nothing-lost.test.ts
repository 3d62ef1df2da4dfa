import { inc } from 'semver'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHistory, type History } from '../support/history.js'
import { readerOf } from '../support/history-reader.js'
import { Broken, createLinesWorld, rules, type Rules } from '../support/lines-world.js'

let history: History
let reader: ReturnType<typeof readerOf>
beforeAll(async () => {
  history = await createHistory()
  reader = readerOf(history.directory)
})
afterAll(async () => {
  await reader.end()
  await history.remove()
})

type Move = keyof Awaited<ReturnType<typeof createLinesWorld>>['moves']
/** How often each is drawn. */
const weights: Readonly<Record<Move, number>> = {
  commitOnMain: 5,
  revertOnMain: 1,
  crissCross: 1,
  release: 2,
  hotfix: 6,
  revertOnLine: 1,
  pick: 2,
  attack: 2,
  patch: 4,
  remake: 1,
  reintegrate: 3,
  mergePull: 2,
  closePull: 1,
}
const deck = (Object.keys(weights) as Move[]).flatMap((move) => Array<Move>(weights[move]).fill(move))

/** `length`: how many moves; `before`: how many commits main has had since the first release. */
interface Span {
  readonly length: number
  readonly before?: number
}

/** One history of random moves; what breaks a law names the seed. */
async function play(seed: number, given: Rules, { length, before = 0 }: Span): Promise<void> {
  const told: Move[] = []
  try {
    const world = await createLinesWorld(history, reader, seed, given, before)
    for (let left = length; left > 0; left -= 1) {
      const move = world.draw.one(deck)
      told.push(move)
      await world.moves[move]()
    }
    await world.check()
    await world.settle()
  } catch (error) {
    throw new (error instanceof Broken ? Broken : Error)(
      `seed ${seed}: ${(error as Error).message} (${told.join()})`,
      {
        cause: error,
      },
    )
  }
}

/** Two at once: most of the time git works, not this process. */
async function playAll(seeds: readonly number[], given: Rules, span: Span): Promise<void> {
  const open = [...seeds]
  const work = async (): Promise<void> => {
    for (let seed = open.shift(); seed !== undefined; seed = open.shift()) await play(seed, given, span)
  }
  await Promise.all([work(), work()])
}
const seedsTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)
const runs = Number(process.env['REL_RUNS'] ?? 500)

test(`${runs} histories keep L2, L3 and L4`, () => playAll(seedsTo(runs), rules, { length: 6 }), 600_000)

test('and so do histories of thousands of commits, and long stories', async () => {
  await playAll([1001, 1002, 1003], rules, { length: 12, before: 3000 })
  await playAll([2001, 2002], rules, { length: 40 })
}, 300_000)

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
          reintegrations.map((one) => ({ ...one, pullRequest: { ...one.pullRequest, state: 'merged' } })),
        ),
    },
  ],
])(
  'the mutant of %s is caught',
  async (_, law, mutant) => {
    await expect(playAll(seedsTo(200), { ...rules, ...mutant }, { length: 12 })).rejects.toThrow(law)
  },
  120_000,
)
