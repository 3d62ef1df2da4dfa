import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { configDefaults, defineConfig, type Plugin } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { compiledChecksOfVite } from './scripts/checks.js'
import { memoryFolder } from './scripts/memory.js'

// What runs whole workflows, and what takes long for other reasons: `npm run test:long`, and CI, run that.
const long = ['test/process/**/*.test.ts', 'test/**/*.long.test.ts']

/** The package root of the build that is tested, where that is not this one: scripts/mutants. It says what its mutant changes. */
const build = process.env['REL_BUILD']

/** Applies the mutant to what tests import from src, as the build has it. */
function mutantOf(folder: string): Plugin[] {
  const mutant = JSON.parse(readFileSync(join(folder, 'mutant.json'), 'utf8'))
  if (mutant === null) return []
  const path = resolve(import.meta.dirname, mutant.file)
  return [
    {
      name: 'mutant',
      enforce: 'pre',
      transform: (code, id) => (id === path ? code.replace(mutant.find, () => mutant.replace) : null),
    },
  ]
}

/** What starts the most processes comes first, so that none of it is left over for one worker in the end. */
class HeavyFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const weight = ({ moduleId }: TestSpecification): number =>
      ['/test/process/', '/test/acceptance/', '/test/sandbox/'].findIndex((part) =>
        moduleId.includes(part),
      ) >>> 0
    return (await super.sort(files)).toSorted((one, other) => weight(one) - weight(other))
  }
}

const memory = build ? null : memoryFolder()

export default defineConfig({
  plugins: [compiledChecksOfVite, ...(build ? mutantOf(build) : [])],
  test: {
    // A quarter of the time is saved.
    env: memory === null ? {} : { TMPDIR: memory },
    globalSetup: 'test/support/cache.ts',
    // Most tests wait for a server or a program: one worker for each processor would leave them idle.
    maxWorkers: 2 * availableParallelism(),
    // A process for each file would load everything again: a third of a second of the processor, more than most files take.
    // Nothing is mocked, and no test changes what is global to a process.
    isolate: false,
    sequence: { sequencer: HeavyFirst },
    // Their JSON imports have no attribute, which Node.js refuses.
    server: { deps: { inline: [/@actions\//] } },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'default',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...long],
        },
      },
      {
        extends: true,
        test: { name: 'long', include: long, testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
})
