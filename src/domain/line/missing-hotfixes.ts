import { gt, patch } from 'semver'
import { commitCount, type MissingCommit } from './audit.js'
import type { Check } from '../plan/check.js'
import { isSameMinor } from './line.js'
import { versionIn, type Service } from '../model/service.js'

/** May a version lack hotfixes that another, which runs, has? A hotfix of another line may have come after it was published. */
export const mayLackHotfixes = (version: string, running: string | null): running is string =>
  running !== null && patch(running) > 0 && gt(version, running) && !isSameMinor(version, running)

/** Of what a version lacks: what would be gone where that other runs. */
export const lostHotfixes = (
  service: Service,
  running: string,
  lacked: readonly MissingCommit[],
): readonly MissingCommit[] =>
  lacked.filter((one) => {
    const version = one.version === null ? null : versionIn(service, one.version)
    return version !== null && isSameMinor(version, running) && !gt(version, running)
  })

/** The check `missing-hotfixes` once more, at the gate: what production runs was not known when the version was published. */
export function checkLostHotfixes(
  gone: readonly MissingCommit[],
  { environment, version }: { readonly environment: string; readonly version: string },
): Check<'missing-hotfixes'> {
  const versions = [...new Set(gone.map((one) => one.version))].join(', ')
  const open = gone.find(({ onMain }) => !onMain)
  return {
    name: 'missing-hotfixes',
    passed: gone.length === 0,
    finding:
      gone.length === 0
        ? `${version} has every hotfix that ${environment} runs.`
        : `${environment} runs ${commitCount(gone)} of ${versions} that ${version} lacks, and would lose.`,
    remedy: open
      ? `${open.pr ? `Merge #${open.pr}` : `Run \`rel hotfix reintegrate ${open.version}\``}, and publish what is drafted then.`
      : 'Publish what the default branch drafts next: it has them.',
  }
}
