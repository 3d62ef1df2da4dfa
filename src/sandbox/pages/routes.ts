import { showArtifact } from './artifacts.js'
import { showComparison, showCommit, showFile, showRepository } from './code.js'
import { showIssue, showIssues } from './conversation.js'
import { showActivity, showEnvironments } from './deployments.js'
import { showApp, showCheck, showHome, showOwner, showRules, showTeam } from './people.js'
import { changeLabels, close, comment, merge, reopen } from './pull-forms.js'
import { showPull } from './pull.js'
import { showPulls } from './pulls.js'
import { changeRelease, showRelease, showReleases } from './releases.js'
import { cancel, rerunAll, rerunFailed, review } from './run-forms.js'
import { showJobLog, showRun } from './run.js'
import { showRuns } from './runs.js'
import { showSignIn, signIn, signOut } from './sign-in.js'
import type { PageHandler } from './visit.js'

/** Routes with parameters: `{name}` matches one path segment, `{rest…}` the rest of the path. The first matching route is used. */
const pages: readonly (readonly [route: string, show: PageHandler])[] = [
  ['GET /', showHome],
  ['GET /login', showSignIn],
  ['POST /login', signIn],
  ['POST /logout', signOut],
  ['GET /apps/{app}', showApp],
  ['GET /orgs/{organization}/teams/{team}', showTeam],
  ['GET /{owner}', showOwner],
  ['GET /{owner}/{name}', showRepository],
  ['GET /{owner}/{name}/{kind:blob|tree|raw}/{rest…}', showFile],
  ['GET /{owner}/{name}/commit/{sha}', showCommit],
  ['GET /{owner}/{name}/commit/{sha}/checks', showCommit],
  ['GET /{owner}/{name}/compare/{rest…}', showComparison],
  ['GET /{owner}/{name}/issues', showIssues],
  ['GET /{owner}/{name}/issues/{number}', showIssue],
  ['POST /{owner}/{name}/issues/{number}/comment', comment],
  ['GET /{owner}/{name}/pulls', showPulls],
  ['GET /{owner}/{name}/labels/{label…}', showPulls],
  ['GET /{owner}/{name}/pull/{number}', showPull],
  ['GET /{owner}/{name}/pull/{number}/commits/{sha}', showCommit],
  ['POST /{owner}/{name}/pull/{number}/labels', changeLabels],
  ['POST /{owner}/{name}/pull/{number}/merge', merge],
  ['POST /{owner}/{name}/pull/{number}/close', close],
  ['POST /{owner}/{name}/pull/{number}/reopen', reopen],
  ['GET /{owner}/{name}/actions', showRuns],
  ['GET /{owner}/{name}/actions/workflows/{file}', showRuns],
  ['GET /{owner}/{name}/actions/runs/{run}', showRun],
  ['GET /{owner}/{name}/actions/runs/{run}/attempts/{attempt}', showRun],
  ['GET /{owner}/{name}/actions/runs/{run}/job/{job}', showRun],
  ['GET /{owner}/{name}/actions/runs/{run}/job/{job}/log', showJobLog],
  ['GET /{owner}/{name}/actions/runs/{run}/artifacts/{artifact}', showArtifact],
  ['POST /{owner}/{name}/actions/runs/{run}/cancel', cancel],
  ['POST /{owner}/{name}/actions/runs/{run}/rerun', rerunAll],
  ['POST /{owner}/{name}/actions/runs/{run}/rerun-failed', rerunFailed],
  ['POST /{owner}/{name}/actions/runs/{run}/review', review],
  ['GET /{owner}/{name}/runs/{check}', showCheck],
  ['GET /{owner}/{name}/deployments', showEnvironments],
  ['GET /{owner}/{name}/deployments/activity_log', showActivity],
  ['GET /{owner}/{name}/releases', showReleases],
  ['GET /{owner}/{name}/releases/tag/{tag…}', showRelease],
  ['POST /{owner}/{name}/releases/{release}', changeRelease],
  ['GET /{owner}/{name}/rules', showRules],
  ['GET /{owner}/{name}/rules/{ruleset}', showRules],
]

const table = pages.map(([route, show]) => {
  const names: string[] = []
  const source = route.replace(
    /\{(\w+)(?::([\w|]+))?(…)?\}/g,
    (_, name: string, alternatives?: string, rest?: string) => {
      names.push(name)
      return alternatives !== undefined ? `(${alternatives})` : rest !== undefined ? '(.+)' : '([^/]+)'
    },
  )
  return { pattern: new RegExp(`^${source}/?$`), names, show }
})

export interface Route {
  readonly show: PageHandler
  readonly path: Readonly<Record<string, string>>
}

/** The route of a path; null if none matches. HEAD is handled like GET. */
export function pageAt(method: string, path: string): Route | null {
  const requestLine = `${method === 'HEAD' ? 'GET' : method} ${path}`
  for (const { pattern, names, show } of table) {
    const match = pattern.exec(requestLine)
    if (match)
      return {
        show,
        path: Object.fromEntries(names.map((name, index) => [name, decoded(match[index + 1] ?? '')])),
      }
  }
  return null
}

/** The decoded text; unchanged if its encoding is invalid. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}
