import { onTestFinished } from 'vitest'
import { gitAt, pullOf } from './hotfix.js'
import { addWorkflow } from './runner.js'
import { openPull, pushBranch, startSandbox, type Sandbox } from './sandbox.js'

interface WorkflowOptions {
  /** What the job `build` runs. */
  readonly build?: string
  /** What the labels of a slot and of a preview deploy to. */
  readonly slot?: string
  readonly preview?: string
}

/** As the workflow pack reacts to labels: build, then deploy or undeploy the environment of the label. */
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

/** A build that goes on until somebody who follows it has asked for its jobs so often since the requests were cleared. */
export const untilPolled = (times: number): string =>
  `until [ "$(curl -s "$GITHUB_SERVER_URL/_sandbox/requests" | grep -o '/jobs"' | wc -l)" -ge ${times} ]; do sleep 0.05; done`

/** A sandbox with that workflow on main. */
export async function startWithWorkflow(reaction: WorkflowOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ runner: true })
  await addWorkflow(sandbox, 'environments.yml', environments(reaction))
  return sandbox
}

/** A sandbox for one test, with that workflow and an open pull request, #2. */
export async function startWithPull(build?: string): Promise<Sandbox> {
  const sandbox = await startWithWorkflow({ ...(build !== undefined && { build }) })
  onTestFinished(() => sandbox.stop())
  await openPull(sandbox, 'feature/login')
  return sandbox
}

/** A pull request that reacts in its own way: GitHub takes the workflow as its branch has it. The clone is on that branch. */
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
