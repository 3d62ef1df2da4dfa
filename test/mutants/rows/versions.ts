import type { Mutant } from '../mutant.js'

export const versions: readonly Mutant[] = [
  {
    name: 'next-version',
    rule: 'The next version follows the highest there ever was, on whatever line (L2).',
    file: 'src/domain/release/increment.ts',
    find: 'const [highest] = versionsIn(service, tags)',
    replace: 'const highest = versionsIn(service, tags).at(-1)',
    tests: ['test/domain/release-version.test.ts'],
  },
  {
    name: 'largest-increment',
    rule: 'The largest increment that a label asks for counts.',
    file: 'src/domain/release/increment.ts',
    find: "['major', 'minor', 'patch'] as const",
    replace: "['patch', 'minor', 'major'] as const",
    tests: ['test/domain/release-version.test.ts', 'test/domain/release-draft.test.ts'],
  },
  {
    name: 'next-patch',
    rule: 'The next patch follows the highest patch over all tags of its minor version (L2).',
    file: 'src/domain/line.ts',
    find: "return inc(highest, 'patch')!",
    replace: "return inc(version, 'patch')!",
    tests: ['test/domain/line.test.ts'],
  },
  {
    name: 'latest-is-highest',
    rule: 'The latest release on GitHub is the highest version, whatever was published last.',
    file: 'src/domain/ci/finalise.ts',
    find: 'rcompare(one.version, other.version)',
    replace: "(other.release.publishedAt ?? '').localeCompare(one.release.publishedAt ?? '')",
    tests: ['test/domain/ci-finalise.test.ts'],
  },
  {
    name: 'promote-another-image',
    rule: 'The tag of a version is never moved to another image (L1).',
    file: 'src/domain/ci/promote.ts',
    find: 'if (tagged !== null && tagged !== digest)',
    replace: 'if (tagged !== null && done && tagged !== digest)',
    tests: ['test/domain/ci-release.test.ts'],
  },
  {
    name: 'promote-changed-image',
    rule: 'An image whose bytes have another digest is not promoted (L1).',
    file: 'src/domain/ci/promote.ts',
    find: 'if (!whole)',
    replace: 'if (!whole && done)',
    tests: ['test/domain/ci-release.test.ts'],
  },
]
