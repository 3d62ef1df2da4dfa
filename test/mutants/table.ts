/** A rule that is switched off, and the tests that must notice. */
export interface Mutant {
  readonly name: string
  /** The rule, in a sentence. */
  readonly rule: string
  /** The file of src, and a text that stands in it exactly once. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The files of the tests that must catch it; `titles`: only the tests with such a name run. */
  readonly tests: readonly string[]
  readonly titles?: RegExp
}

export const mutants: readonly Mutant[] = [
  {
    name: 'slot-race-winner',
    rule: 'Of two who claim a slot the strictly earlier one keeps it; in the same second both withdraw.',
    file: 'src/domain/qa-deploy.ts',
    find: '!own || since <= own.since)',
    replace: '!own || since < own.since)',
    tests: ['test/domain/qa-deploy.test.ts'],
  },
  {
    name: 'slot-held',
    rule: 'A slot that another pull request holds is refused without --take.',
    file: 'src/domain/qa-deploy.ts',
    find: 'if (holder && !wish.take) return',
    replace: 'if (holder && false) return',
    tests: ['test/acceptance/qa.test.ts'],
    titles: /a held slot is refused/,
  },
]
