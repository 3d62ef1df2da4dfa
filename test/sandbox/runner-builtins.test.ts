import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

test('passes artifacts between jobs; the cache is always empty', async () => {
  const seen = await stage.play(
    'artifacts',
    `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir -p out/deep && echo one > out/1.txt && echo two > out/deep/2.txt
      - uses: actions/upload-artifact@v4
        with: {name: built, path: out}
      - {id: c, uses: actions/cache@v4, with: {path: x, key: k}}
      - run: echo "hit <\${{ steps.c.outputs.cache-hit }}>"
  b:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: built, path: in}
      - run: cat in/1.txt in/deep/2.txt
      - {continue-on-error: true, uses: actions/download-artifact@v4, with: {name: none}}
`,
  )
  expect([await seen.log('a'), await seen.log('b')]).toEqual([
    expect.stringContaining('hit <>'),
    expect.stringContaining('one\ntwo\n'),
  ])
  expect(await seen.log('b')).toContain('Artifact not found for name: none')
})

test('returns id, digest and url of an uploaded artifact; drops file permissions, as on GitHub', async () => {
  const seen = await stage.play(
    'artifact-outputs',
    `on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: echo '#!/bin/sh' > tool && chmod +x tool
      - {id: up, uses: actions/upload-artifact@v4, with: {name: tool, path: tool, retention-days: 400}}
      - {uses: actions/download-artifact@v4, with: {name: tool, path: in}}
      - run: test ! -x in/tool && cmp tool in/tool
      - run: echo "<\${{ steps.up.outputs.artifact-id }} \${{ steps.up.outputs.artifact-digest }} \${{ steps.up.outputs.artifact-url }}>"
`,
  )
  expect(seen.conclusions).toEqual({ a: 'success' })
  const [artifact] = (await stage.get(`/actions/runs/${seen.run.id}/artifacts`)).artifacts
  const log = await seen.log('a')
  const url = `${stage.sandbox.url}/acme/widgets/actions/runs/${seen.run.id}/artifacts/${artifact.id}`
  expect(log).toContain(`<${artifact.id} ${artifact.digest.replace('sha256:', '')} ${url}>`)
  expect(log).toContain('##[warning]Retention days cannot be greater than the maximum allowed')
  const page = await (await fetch(seen.run.html_url)).text()
  expect(page).toContain(`<a href="${new URL(url).pathname}" download="tool.zip">tool</a>`)
  const archive = await fetch(url)
  expect([archive.status, archive.headers.get('content-type')]).toEqual([200, 'application/zip'])
})

test('keeps separate artifacts for each attempt of a run', async () => {
  const seen = await stage.play(
    'again',
    `on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: echo attempt $GITHUB_RUN_ATTEMPT by $GITHUB_TRIGGERING_ACTOR > out
      - {uses: actions/upload-artifact@v4, with: {name: out, path: out}}
      - {uses: actions/download-artifact@v4, with: {name: out, path: in}}
      - run: cat in/out
`,
  )
  expect((await stage.api('rosa', 'POST', `/actions/runs/${seen.run.id}/rerun`)).status).toBe(201)
  await stage.idle()
  const again = await stage.see(seen.run)
  expect([again.run.conclusion, again.run.run_attempt, await again.log('a')]).toEqual([
    'success',
    2,
    expect.stringContaining('attempt 2 by rosa'),
  ])
})

test('checkout supports history, another ref in a folder, branches and credentials', async () => {
  const seen = await stage.play(
    'checkout',
    `on: push
permissions: {contents: write}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - {uses: actions/checkout@v4, with: {fetch-depth: 0}}
      - run: echo "on $(git rev-parse --abbrev-ref HEAD) of $(git rev-list --count HEAD)"
      - {uses: actions/checkout@v4, with: {ref: main, path: other, persist-credentials: false}}
      - run: cd other && echo "main $(git rev-parse --abbrev-ref HEAD) $(git rev-list --count HEAD) $(git config --get-regexp extraheader | wc -l)"
      - run: |
          git config user.name robot && git config user.email robot@example.com
          git commit --quiet --allow-empty -m robot && git push --quiet origin HEAD:refs/heads/made-by-robot
  b:
    runs-on: ubuntu-latest
    permissions: {contents: read}
    steps:
      - uses: actions/checkout@v4
      - run: git push origin HEAD:refs/heads/never
`,
  )
  const log = await seen.log('a')
  expect(log).toMatch(/on checkout of [2-9]/)
  expect(log).toMatch(/main main 1 0/)
  expect((await stage.api('dev', 'GET', '/branches/made-by-robot')).status).toBe(200)
  expect(seen.conclusions).toEqual({ a: 'success', b: 'failure' })
  expect(await stage.runs('branch=made-by-robot')).toEqual([])
})

test('checks out only the paths that match the sparse-checkout patterns', async () => {
  const seen = await stage.play(
    'sparse',
    `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {path: exact, sparse-checkout: .github/workflows, sparse-checkout-cone-mode: false}
      - uses: actions/checkout@v4
        with: {path: cone, sparse-checkout: src}
      - run: |
          echo "exact: $(ls -A exact | tr '\\n' ' ')"
          echo "cone: $(ls -A cone | tr '\\n' ' ')"
`,
  )
  const log = await seen.log('a')
  expect(log).toContain('exact: .git .github \n')
  expect(log).toContain('cone: .git .gitignore README.md package.json src \n')
})

test('stores step summaries with the job', async () => {
  const seen = await stage.play(
    'summary',
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo "# Done" >> "$GITHUB_STEP_SUMMARY"\n      - run: echo more >> "$GITHUB_STEP_SUMMARY"\n',
  )
  const { body } = await stage.sandbox.control('GET', `runner/jobs/${seen.jobs[0].id}`)
  expect(body.job.summary).toBe('# Done\nmore\n')
})
