import { Flags } from '@oclif/core'
import { overridableChecks, type OverridableCheck } from './domain/plan/check.js'
import { inMilliseconds } from './lib/duration.js'

/** For commands that write. */
export const writeFlags = {
  'dry-run': Flags.boolean({
    summary: 'Show the plan and change nothing.',
    default: false,
    helpGroup: 'GLOBAL',
  }),
  yes: Flags.boolean({
    char: 'y',
    summary: 'Skip confirmation prompts.',
    default: false,
    helpGroup: 'GLOBAL',
  }),
}
const duration = Flags.custom<number>({ helpValue: 'DURATION', parse: async (text) => inMilliseconds(text) })

/** For commands that watch runs and deployments on GitHub. */
export const watchFlags = {
  timeout: duration({
    summary: 'Watch for at most this long, for example 90s, 30m or 2h; the workflow run continues on GitHub.',
    default: 30 * 60_000,
    defaultHelp: async () => '30m',
  }),
  interval: duration({
    summary: 'Initial polling interval; grows slowly, to at most 15s.',
    default: 2000,
    defaultHelp: async () => '2s',
  }),
}

/** For commands that start a workflow run and watch it. */
export const followFlags = {
  'no-wait': Flags.boolean({
    summary: 'Exit without watching the workflow run, which continues on GitHub.',
    default: false,
  }),
  ...watchFlags,
}

/** The default is the pull request of the branch that is checked out. */
export const pullRequestFlag = {
  pr: Flags.integer({
    summary: 'Pull request number (default: the open one of this branch).',
    min: 1,
    helpValue: 'NUMBER',
  }),
}

/** For commands that deploy a pull request by a label. */
export const redeployFlag = {
  redeploy: Flags.boolean({
    summary: 'Deploy again even if the pull request has the label already.',
    default: false,
  }),
}

/** For commands that take several repositories. */
export const repositoriesFlag = {
  repo: Flags.string({
    char: 'R',
    summary:
      'Repository; repeat for several (default: from the git remotes, upstream, github and origin first).',
    env: 'REL_REPO',
    helpValue: '[HOST/]OWNER/NAME',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'GLOBAL',
  }),
}

/** For commands with checks that can be overridden by name. */
export const overrideFlags = (checks: readonly OverridableCheck[]) => ({
  force: Flags.string({
    summary: 'Override a failed check by its name; repeat for several.',
    description: `The override is recorded in the release. CHECK is one of:\n${listOf(checks)}`,
    options: [...checks],
    multiple: true,
    multipleNonGreedy: true,
    default: [],
    defaultHelp: async () => undefined,
    helpValue: 'CHECK',
  }),
  reason: Flags.string({
    summary: 'Reason for the override; required with --force freeze.',
    helpValue: 'TEXT',
  }),
})

const listOf = (checks: readonly OverridableCheck[]): string => {
  const width = Math.max(...checks.map((check) => check.length))
  return checks.map((check) => `  ${check.padEnd(width)}  ${overridableChecks[check]}`).join('\n')
}

/** For commands of which a repository with several services needs to know the service. */
export const serviceFlag = {
  service: Flags.string({
    summary: 'Name of the service in a monorepo; a tag such as api/1.4.0 also names it.',
    helpValue: 'NAME',
  }),
}

/** For commands that use a sandbox. */
export const sandboxFlags = {
  dir: Flags.string({
    summary: 'Folder of the sandbox, with its state and clones.',
    default: './rel-sandbox',
    env: 'REL_SANDBOX_DIR',
    helpValue: 'DIR',
  }),
}

/** For commands that create the initial state of a sandbox. */
export const beginFlags = {
  pack: Flags.boolean({
    summary: 'Set up rel in both repositories and deploy main to dev (default).',
    default: true,
    allowNo: true,
  }),
  fresh: Flags.boolean({
    summary: 'Run the setup of --pack again instead of copying it from the cache.',
    default: false,
  }),
}
