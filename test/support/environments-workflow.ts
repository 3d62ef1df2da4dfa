import { onTestFinished } from 'vitest'
import { gitAt, pullOf } from './hotfix.js'
import { addWorkflow } from './runner.js'
import { openPull, pushBranch, startSandbox, type Sandbox } from './sandbox.js'

interface WorkflowOptions {
  /** The command of the job `build`. */
  readonly build?: string
  /** The environments of the slot label and of the preview label. */
  readonly slot?: string
  readonly preview?: string
}

/** A short form of the pack's workflow for labels: builds, then deploys or undeploys the environment of the label. */
const environments = ({
  build = 'echo built',
  slot = 'qa2',
  preview = 'preview/feature-login',
}: WorkflowOptions): string => `name: Environments
on:
  pull_request:
    types: [labeled, unlabeled, closed]
permissions: {contents: read, deployments: write}
jobs:
  build:
    if: github.event.action == 'labeled'
    runs-on: ubuntu-latest
    steps:
      - run: ${build}
  deploy:
    needs: build
    runs-on: ubuntu-latest
    environment:
      name: \${{ github.event.label.name == 'deploy' && '${preview}' || '${slot}' }}
      url: https://\${{ github.event.pull_request.number }}.widgets.example
    steps:
      - run: echo deployed
  undeploy:
    name: undeploy \${{ github.event.label.name }}
    if: github.event.action == 'unlabeled'
    runs-on: ubuntu-latest
    env: {GH_TOKEN: "\${{ github.token }}", NAME: "\${{ github.event.label.name == 'deploy' && '${preview}' || '${slot}' }}"}
    steps:
      - run: |
          api="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/deployments"
          for id in $(curl -s -H "authorization: Bearer $GH_TOKEN" "$api?environment=$NAME" | grep -o '"statuses_url":"[^"]*' | grep -o '[0-9]*/statuses'); do
            curl -s -X POST -H "authorization: Bearer $GH_TOKEN" "$api/$id" -d '{"state":"inactive"}' > /dev/null
          done
`

/** A build that runs until its jobs were requested so often since the requests were cleared. */
export const untilPolled = (sandbox: Sandbox, times: number): string =>
  `until [ "$(curl -s -H "X-Sandbox-Key:${sandbox.key}" "$GITHUB_SERVER_URL/_sandbox/requests" | grep -o '/jobs"' | wc -l)" -ge ${times} ]; do sleep 0.05; done`

/** A sandbox with the workflow on main. */
export async function startWithWorkflow(reaction: WorkflowOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ runner: true })
  await addWorkflow(sandbox, 'environments.yml', environments(reaction))
  return sandbox
}

/** A sandbox for one test with the workflow and the open pull request #2. */
export async function startWithPull(build?: string): Promise<Sandbox> {
  const sandbox = await startWithWorkflow({ ...(build !== undefined && { build }) })
  onTestFinished(() => sandbox.stop())
  await openPull(sandbox, 'feature/login')
  return sandbox
}

/** Opens a pull request that changes the workflow: GitHub uses the file of its branch. The clone is then on that branch. */
export async function openWithWorkflow(
  sandbox: Sandbox,
  branch: string,
  reaction: WorkflowOptions,
): Promise<number> {
  await gitAt(sandbox, 'fetch', '--quiet')
  await pushBranch(sandbox, branch, {
    file: '.github/workflows/environments.yml',
    content: environments({ preview: `preview/${branch}`, ...reaction }),
  })
  return (await pullOf(sandbox, branch, 'main')).number
}
