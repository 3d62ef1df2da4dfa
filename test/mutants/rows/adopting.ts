import type { Mutant } from '../mutant.js'

export const adopting: readonly Mutant[] = [
  {
    name: 'init-local-edits',
    rule: 'init leaves a file alone that was changed by hand.',
    file: 'src/workflows/update.ts',
    find: 'if (!found.isTrue) return',
    replace: 'if (!found.isTrue && existing === wanted.text) return',
    tests: ['test/workflows/update.test.ts'],
  },
  {
    name: 'init-foreign-file',
    rule: 'init leaves a file alone that rel did not write.',
    file: 'src/workflows/update.ts',
    find: "if (!found) return 'rel did not write it'",
    replace: 'if (!found) return null',
    tests: ['test/workflows/update.test.ts'],
  },
  {
    name: 'init-reviewers',
    rule: 'init takes no reviewer off an environment.',
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
