import type { Mutant } from '../mutant.js'

export const configuration: readonly Mutant[] = [
  {
    name: 'config-unknown-key',
    rule: 'An unknown key of the configuration is an error.',
    file: 'src/config/schema.ts',
    find: 'export const schema = z.strictObject({',
    replace: 'export const schema = z.looseObject({',
    tests: ['test/config-problems.test.ts'],
  },
  {
    name: 'config-freeze-order',
    rule: 'A freeze that ends before it starts is an error.',
    file: 'src/config/schema.ts',
    find: 'Date.parse(from) < Date.parse(to)',
    replace: "Date.parse(from) < Date.parse(to) || from !== ''",
    tests: ['test/config-problems.test.ts'],
  },
  {
    name: 'config-no-approver',
    rule: 'A list of approvers has at least one entry.',
    file: 'src/config/schema.ts',
    find: ".min(1, { error: 'must name at least one approver' })",
    replace: '',
    tests: ['test/config-problems.test.ts'],
  },
  {
    name: 'config-path-outside',
    rule: 'A path in the configuration must be inside the repository.',
    file: 'src/config/values.ts',
    find: String.raw`(?!(?:.*\/)?\.\.(?:\/|$))`,
    replace: '',
    tests: ['test/config-problems.test.ts'],
  },
]
