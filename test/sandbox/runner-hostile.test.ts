import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, pushFiles, type Stage } from './runner/stage.js'

/** Variables of a developer's shell that no step may inherit. */
const laptop = {
  KUBECONFIG: '/home/me/.kube/config',
  AWS_ACCESS_KEY_ID: 'AKIALAPTOP',
  AWS_SECRET_ACCESS_KEY: 'laptop',
  AWS_PROFILE: 'production',
  GH_TOKEN: 'gho_laptop',
  GITHUB_TOKEN: 'gho_laptop',
  NPM_TOKEN: 'laptop',
  SSH_AUTH_SOCK: '/tmp/agent',
  DOCKER_HOST: 'tcp://laptop',
  NODE_OPTIONS: '--no-warnings',
}

let stage: Stage
beforeAll(async () => {
  stage = await openStage(laptop)
})
afterAll(() => stage.stop())

/** All paths with that name below the sandbox's folder and its home. */
const named = (name: string): readonly string[] =>
  readdirSync(stage.sandbox.home, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.split('/').includes(name),
  )

const safe = `on: {pull_request: {types: [opened, labeled]}}
run-name: About \${{ github.event.pull_request.title }}
jobs:
  a:
    name: for \${{ github.head_ref }}
    runs-on: ubuntu-latest
    concurrency: \${{ github.head_ref }}
    environment: {name: "preview/\${{ github.head_ref }}", url: "http://\${{ github.head_ref }}.localhost"}
    outputs: {title: "\${{ github.event.pull_request.title }}"}
    steps:
      - uses: actions/checkout@v4
        with: {ref: "\${{ github.head_ref }}"}
      - name: \${{ github.event.pull_request.title }}
        env:
          TITLE: \${{ github.event.pull_request.title }}
          BRANCH: \${{ github.head_ref }}
        run: |
          printf '%s\\n' "title=$TITLE" >> "$GITHUB_OUTPUT"
          printf '%s\\n' "$TITLE" "$BRANCH"
      - uses: ./.github/actions/say
        with: {text: "\${{ github.event.pull_request.title }}"}
`
const say =
  'name: say\ninputs: {text: {description: t}}\nruns:\n  using: composite\n  steps:\n    - {shell: bash, env: {TEXT: "${{ inputs.text }}"}, run: \'printf "%s" "$TEXT"\'}\n'
const title = '"; touch owned; "'
const branch = '$(touch${IFS}owned)'

test('never executes commands in titles and branch names', async () => {
  await stage.push('base', { '.github/workflows/safe.yml': safe, '.github/actions/say/action.yml': say })
  const { number: first } = (
    await stage.api('dev', 'POST', '/pulls', { title: 'base', head: 'base', base: 'main' })
  ).body
  await stage.api('dev', 'PUT', `/pulls/${first}/merge`)
  await stage.idle()
  await pushFiles(stage.sandbox, branch, { 'x.txt': 'x' })
  const { status, body } = await stage.api('dev', 'POST', '/pulls', { title, head: branch, base: 'main' })
  expect(status).toBe(201)
  await stage.api('dev', 'POST', `/issues/${body.number}/labels`, { labels: ['deploy'] })
  await stage.idle()
  const runs = (await stage.runs('event=pull_request')).filter((run) => run.head_branch === branch)
  expect(runs.map(({ conclusion, display_title: shown }) => [conclusion, shown])).toEqual([
    ['success', `About ${title}`],
    ['success', `About ${title}`],
  ])
  const seen = await stage.see(runs[0])
  expect(await seen.log(`for ${branch}`)).toContain(`${title}\n${branch}\n`)
  expect(named('owned')).toEqual([])
})

test('an expression inside a script becomes part of the script, as on GitHub', async () => {
  const seen = await stage.play(
    'unsafe',
    'on: push\njobs:\n  a:\n    runs-on: x\n    env: {T: "$(echo expanded)"}\n    steps:\n      - run: echo "${{ env.T }}" "$T"\n',
  )
  expect(await seen.log('a')).toContain('expanded $(echo expanded)')
})

test('steps inherit neither variables nor the home directory of this machine', async () => {
  const seen = await stage.play(
    'bare',
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: env | sed "s/=.*//" | grep -v "^GITHUB_\\|^RUNNER_" | sort | tr "\\n" " "; echo; ls -A "$HOME" | wc -l; env | grep -ci "laptop\\|production" || true\n',
  )
  const [names = '', files = '', values = ''] = (await seen.said('a')).split('\n')
  expect(
    names
      .trim()
      .split(' ')
      .filter((name) => !['_', 'SHLVL', 'PWD', 'OLDPWD'].includes(name)),
  ).toEqual(['CI', 'HOME', 'LANG', 'PATH'])
  expect([files.trim(), values.trim()]).toEqual(['0', '0'])
})

test('artifact and folder names cannot escape the workspace', async () => {
  const seen = await stage.play(
    'paths',
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo x > x\n      - {uses: actions/upload-artifact@v4, with: {name: ../../owned, path: x}}\n      - {if: always(), uses: actions/checkout@v4, with: {path: ../../owned}}\n',
  )
  expect(seen.steps('a').slice(2, 4)).toEqual([
    'Run actions/upload-artifact@v4: failure',
    'Run actions/checkout@v4: failure',
  ])
  expect([existsSync(join(stage.sandbox.home, 'owned')), named('owned')]).toEqual([false, []])
})
