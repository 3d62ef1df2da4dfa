import type { Mutant } from '../mutant.js'

export const adopting: readonly Mutant[] = [
  {
    name: 'init-local-edits',
    rule: 'init does not update a file that was changed by hand.',
    file: 'src/workflows/update.ts',
    find: 'if (!found.isUnchanged) return',
    replace: 'if (!found.isUnchanged && existing === wanted.text) return',
    tests: ['test/workflows/update.test.ts'],
  },
  {
    name: 'init-foreign-file',
    rule: 'init does not update a file that rel does not manage.',
    file: 'src/workflows/update.ts',
    find: "if (!found) return 'not managed by rel'",
    replace: 'if (!found) return null',
    tests: ['test/workflows/update.test.ts'],
  },
  {
    name: 'init-reviewers',
    rule: 'init removes no reviewer from an environment.',
    file: 'src/domain/init/environments.ts',
    find: 'united(found?.reviewers ?? [],',
    replace: 'united([],',
    tests: ['test/domain/init/environments.test.ts'],
  },
  {
    name: 'init-dispatch-branch',
    rule: 'With dispatched gates only the default branch may deploy to staging and production.',
    file: 'src/domain/init/environments.ts',
    find: "|| config.gates === 'dispatch') return [trunk]",
    replace: ') return [trunk]',
    tests: ['test/domain/init/environments.test.ts'],
  },
]
