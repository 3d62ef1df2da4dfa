import type { Mutant } from './mutant.js'
import { mutants as table } from './table.js'

const freeze = table.find(({ name }) => name === 'freeze')!
const binary = table.find(({ name }) => name === 'dry-run')!

/** Mutants for harness.long.test.ts, one for each outcome. */
export const mutants: readonly Mutant[] = [
  freeze,
  binary,
  { ...freeze, name: 'harmless', replace: 'passed: null === freeze' },
  { ...freeze, name: 'gone', find: 'passed: freeze === undefined' },
  { ...freeze, name: 'not-unique', find: 'freeze' },
  { ...freeze, name: 'broken', replace: 'passed: (' },
  {
    ...freeze,
    name: 'crashing',
    replace: 'passed: (() => { throw new Error("crash") })()',
    titles: /a newer run in progress$/,
  },
  { ...freeze, name: 'without-test', titles: /^no test has this name$/ },
]
