import type { Mutant } from '../mutant.js'

export const rollbacks: readonly Mutant[] = [
  {
    name: 'rollback-target',
    rule: 'A rollback deploys the last older version that ran, not a newer one.',
    file: 'src/domain/rollback/revert.ts',
    find: '.find((deployed) => lt(deployed, version)) ?? null',
    replace: '.find((deployed) => deployed !== version) ?? null',
    tests: ['test/domain/rollback/revert.test.ts'],
  },
  {
    name: 'rollback-forward',
    rule: 'Only a version that ran there before can be rolled forward.',
    file: 'src/domain/rollback/redeploy-version.ts',
    find: 'if (!deployed.includes(version))',
    replace: 'if (!deployed.includes(version) && running === null)',
    tests: ['test/domain/rollback/redeploy-version.test.ts'],
  },
  {
    name: 'rollback-flag',
    rule: 'A deployment is marked as a rollback only if its version is older.',
    file: 'src/domain/rollback/redeploy-version.ts',
    find: 'rollback: String(!isForward(running, version))',
    replace: "rollback: 'true'",
    tests: ['test/domain/rollback/redeploy-version.test.ts'],
  },
  {
    name: 'rollback-branch',
    rule: 'A rollback does not overwrite a branch with other commits.',
    file: 'src/domain/rollback/revert.ts',
    find: 'if (pushed !== null && pushed !== attempt.commit)',
    replace: "if (pushed === '')",
    tests: ['test/domain/rollback/revert.test.ts'],
  },
]
