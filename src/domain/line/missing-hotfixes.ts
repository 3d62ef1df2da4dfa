import { gt, patch } from 'semver'
import { commitCount, type MissingCommit } from './audit.js'
import type { Check } from '../plan/check.js'
import { isSameMinor } from './line.js'
import { versionIn, type Service } from '../model/service.js'

/** Whether a version may miss hotfixes of the running one: a hotfix of another line may be newer than the version. */
export const mayMissHotfixes = (version: string, running: string | null): running is string =>
  running !== null && patch(running) > 0 && gt(version, running) && !isSameMinor(version, running)

/** The missing hotfix commits that deploying the version would remove from what runs. */
export const lostHotfixes = (
  service: Service,
  running: string,
  lacked: readonly MissingCommit[],
): readonly MissingCommit[] =>
  lacked.filter((missing) => {
    const version = missing.version === null ? null : versionIn(service, missing.version)
    return version !== null && isSameMinor(version, running) && !gt(version, running)
  })

/** Repeats the check `missing-hotfixes` at the gate, against what production runs then. */
export function checkLostHotfixes(
  lost: readonly MissingCommit[],
  { environment, version }: { readonly environment: string; readonly version: string },
): Check<'missing-hotfixes'> {
  const versions = [...new Set(lost.map((commit) => commit.version))].join(', ')
  const open = lost.find(({ onMain }) => !onMain)
  return {
    name: 'missing-hotfixes',
    passed: lost.length === 0,
    finding:
      lost.length === 0
        ? `${version} has every hotfix that ${environment} runs.`
        : `${version} is missing ${commitCount(lost)} of ${versions} that ${environment} runs.`,
    remedy: open
      ? `${open.pr ? `Merge #${open.pr}` : `Run \`rel hotfix reintegrate ${open.version}\`, merge its pull request`}, then publish the next draft.`
      : 'Publish the next draft of the default branch.',
  }
}
