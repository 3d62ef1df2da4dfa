import { onTestFinished } from 'vitest'
import { addWorkflow } from './runner.js'
import { openPull, startSandbox, type Sandbox } from './sandbox.js'

/** As the workflow pack reacts to labels: build, then deploy or undeploy the environment of the label. */
export const environments = (build = 'echo built'): string => `name: Environments
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
      name: \${{ github.event.label.name == 'deploy' && 'preview/feature-login' || 'qa2' }}
      url: https://\${{ github.event.pull_request.number }}.widgets.example
    steps:
      - run: echo deployed
  undeploy:
    name: undeploy \${{ github.event.label.name }}
    if: github.event.action == 'unlabeled'
    runs-on: ubuntu-latest
    env: {GH_TOKEN: "\${{ github.token }}", NAME: "\${{ github.event.label.name == 'deploy' && 'preview/feature-login' || 'qa2' }}"}
    steps:
      - run: |
          api="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/deployments"
          for id in $(curl -s -H "authorization: Bearer $GH_TOKEN" "$api?environment=$NAME" | grep -o '"statuses_url":"[^"]*' | grep -o '[0-9]*/statuses'); do
            curl -s -X POST -H "authorization: Bearer $GH_TOKEN" "$api/$id" -d '{"state":"inactive"}' > /dev/null
          done
`

/** A sandbox with that workflow and an open pull request, #2. */
export async function adopted(build?: string): Promise<Sandbox> {
  const sandbox = await startSandbox({ runner: true })
  onTestFinished(() => sandbox.stop())
  await addWorkflow(sandbox, 'environments.yml', environments(build))
  await openPull(sandbox, 'feature/login')
  return sandbox
}
