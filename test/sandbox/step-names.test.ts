import { afterAll, beforeAll, expect } from 'vitest'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const runner = 'actions/runner: ActionRunner.cs'
const workflow = `on: push
env: { REGION: eu }
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: { digest: '\${{ steps.build.outputs.digest }}' }
    steps:
      - id: build
        run: |

          echo "digest=sha256:abc" >> "$GITHUB_OUTPUT"
          printf 'lines<<END\\none\\ntwo\\nEND\\n' >> "$GITHUB_OUTPUT"
          echo "long=$(printf 'x%.0s' {1..2000})" >> "$GITHUB_OUTPUT"
      - name: 'Built \${{ steps.build.outputs.digest }} in \${{ env.REGION }} by \${{ env.OWN }}'
        env: { OWN: step }
        run: 'true'
      - name: 'Lines \${{ steps.build.outputs.lines }}'
        run: 'true'
      - name: '\${{ steps.build.outputs.long }}'
        run: 'true'
      - name: 'Never \${{ steps.build.outputs.digest }} \${{ github.ref_name }}'
        if: false
        run: 'true'
      - run: echo \${{ steps.build.outputs.digest }}
      - uses: actions/checkout@v4
      - name: 'Broken \${{ fromJSON(steps.build.outputs.digest) }}'
        run: 'true'
  proof:
    needs: build
    strategy: { matrix: { stage: [dev, qa] } }
    runs-on: ubuntu-latest
    steps:
      - name: 'Proof: \${{ matrix.stage }} \${{ github.ref_name }} \${{ needs.build.outputs.digest }}'
        run: 'true'
`

rule('the name of a step is evaluated when the step begins', `${pages.syntax}; ${runner}`, async () => {
  const { steps } = await stage.play('names', workflow)
  expect(steps('build')).toEqual([
    'Set up job: success',
    'Run echo "digest=sha256:abc" >> "$GITHUB_OUTPUT": success',
    'Built sha256:abc in eu by step: success',
    'Lines one: success',
    `${'x'.repeat(2000)}: success`,
    'Never ${{ steps.build.outputs.digest }} ${{ github.ref_name }}: skipped',
    'Run echo sha256:abc: success',
    'Run actions/checkout@v4: success',
    'Broken ${{ fromJSON(steps.build.outputs.digest) }}: success',
    'Complete job: success',
  ])
  expect(steps('proof (qa)')[1]).toBe('Proof: qa names sha256:abc: success')
})

const waiting = `on: push
jobs:
  wait:
    runs-on: ubuntu-latest
    steps:
      - id: wait
        run: sleep 600
      - name: 'Then \${{ github.ref_name }} \${{ steps.wait.outputs.x }}'
        run: 'true'
      - name: 'On \${{ github.ref_name }}'
        run: 'true'
`

rule('a step that has not begun is listed, under its name as far as it is known', runner, async () => {
  const sha = await stage.push('ahead', { '.github/workflows/play.yml': waiting })
  const stepsNow = async (): Promise<readonly string[]> => {
    const [run] = await stage.runs(`head_sha=${sha}`)
    const jobs = run ? (await stage.get(`/actions/runs/${run.id}/jobs`)).jobs : []
    return (jobs[0]?.steps ?? []).map(
      (step: { name: string; status: string }) => `${step.name}: ${step.status}`,
    )
  }
  await expect.poll(stepsNow, { timeout: 20_000 }).toHaveLength(4)
  expect((await stepsNow()).slice(2)).toEqual([
    'Then ${{ github.ref_name }} ${{ steps.wait.outputs.x }}: queued',
    'On ahead: queued',
  ])
  const [run] = await stage.runs(`head_sha=${sha}`)
  await stage.api('dev', 'POST', `/actions/runs/${run.id}/cancel`)
  await stage.idle()
  expect((await stepsNow()).slice(2)).toEqual([
    'Then ${{ github.ref_name }} ${{ steps.wait.outputs.x }}: completed',
    'On ahead: completed',
    'Complete job: completed',
  ])
})
