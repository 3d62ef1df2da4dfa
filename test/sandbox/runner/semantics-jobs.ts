import { expressions, job, matrix, run, syntax, type Row } from './row.js'

/** Rules about needs and matrices. */
export const jobRows: readonly Row[] = [
  {
    rule: 'success() checks all ancestors: a job that needs one that ran on failure() is skipped',
    source: `${expressions}#status-check-functions`,
    jobs: run('a', 'false') + run('b', 'true', 'needs: a\nif: failure()\n') + run('c', 'true', 'needs: b\n'),
    conclusion: 'failure',
    conclusions: { a: 'failure', b: 'success', c: 'skipped' },
  },
  {
    rule: 'a job that needs a skipped one is skipped, unless its condition has always() or !cancelled()',
    source: `${syntax}#jobsjob_idneeds`,
    jobs:
      run('a', 'true', 'if: false\n') +
      run('b', 'true', 'needs: a\n') +
      run('c', 'true', 'needs: a\nif: always()\n') +
      run('d', 'echo result ${{ needs.a.result }}', 'needs: a\nif: ${{ !cancelled() }}\n'),
    conclusions: { a: 'skipped', b: 'skipped', c: 'success', d: 'success' },
    says: ['d', 'result skipped'],
  },
  {
    rule: 'include and exclude: the example of the documentation',
    source: matrix,
    jobs: job(
      'a',
      `strategy:
  matrix:
    fruit: [apple, pear]
    animal: [cat, dog]
    include:
      - color: green
      - color: pink
        animal: cat
      - fruit: apple
        shape: circle
      - fruit: banana
      - fruit: banana
        animal: cat
steps:
  - run: echo '\${{ toJSON(matrix) }}'`,
    ),
    conclusions: {
      'a (apple, cat, pink, circle)': 'success',
      'a (apple, dog, green, circle)': 'success',
      'a (pear, cat, pink)': 'success',
      'a (pear, dog, green)': 'success',
      'a (banana)': 'success',
      'a (banana, cat)': 'success',
    },
  },
  {
    rule: 'without fail-fast the other matrix jobs continue, and the job has failed',
    source: `${syntax}#jobsjob_idstrategyfail-fast`,
    jobs:
      job(
        'a',
        'strategy: {fail-fast: false, matrix: {n: [1, 2, 3]}}\nsteps:\n  - run: test ${{ matrix.n }} != 1',
      ) + run('b', 'true', 'needs: a\n'),
    conclusion: 'failure',
    conclusions: { 'a (1)': 'failure', 'a (2)': 'success', 'a (3)': 'success', b: 'skipped' },
  },
  {
    rule: 'with fail-fast and max-parallel 1, matrix jobs after the failure are cancelled',
    source: `${syntax}#jobsjob_idstrategyfail-fast`,
    jobs: job(
      'a',
      'strategy: {max-parallel: 1, matrix: {n: [1, 2]}}\nsteps:\n  - run: test ${{ matrix.n }} != 1',
    ),
    conclusion: 'failure',
    conclusions: { 'a (1)': 'failure', 'a (2)': 'cancelled' },
  },
]
