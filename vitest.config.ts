import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { configDefaults, defineConfig, type Plugin } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { compiledChecksOfVite } from './scripts/checks.js'
import { memoryFolder } from './scripts/memory.js'

// Tests of whole workflows, and other slow tests: `npm run test:long` and CI run them.
const long = ['test/process/**/*.test.ts', 'test/**/*.long.test.ts']

/** The package root of the tested build, if scripts/mutants made it; its mutant.json describes the mutant. */
const build = process.env['REL_BUILD']

/** Applies the mutant of the build to files of src that tests import. */
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

/** Runs the tests that start the most processes first, so that no worker is left with them at the end. */
class HeavyFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const weight = ({ moduleId }: TestSpecification): number =>
      ['/test/process/', '/test/acceptance/', '/test/sandbox/'].findIndex((part) =>
        moduleId.includes(part),
      ) >>> 0
    return (await super.sort(files)).toSorted((a, b) => weight(a) - weight(b))
  }
}

const memory = build ? null : memoryFolder()

export default defineConfig({
  plugins: [compiledChecksOfVite, ...(build ? mutantOf(build) : [])],
  test: {
    // Temporary files in memory save a quarter of the time.
    env: memory === null ? {} : { TMPDIR: memory },
    globalSetup: 'test/support/cache.ts',
    // Most tests wait for a server or a program, so one worker per processor would leave processors idle.
    maxWorkers: 2 * availableParallelism(),
    // A process per file would load everything again, which takes longer (a third of a second) than most files.
    // Nothing is mocked, and no test changes anything global to a process.
    isolate: false,
    sequence: { sequencer: HeavyFirst },
    // Node.js refuses their JSON imports, which have no attribute.
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
