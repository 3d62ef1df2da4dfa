import { commands, expressions, job, matrix, run, syntax, type Row } from './row.js'

/** Rules about steps and their outputs. */
export const stepRows: readonly Row[] = [
  {
    rule: 'without a shell bash has no pipefail',
    source: `${syntax}#jobsjob_idstepsshell`,
    jobs: run('a', 'false | cat'),
    conclusions: { a: 'success' },
  },
  {
    rule: 'with shell: bash it has pipefail',
    source: `${syntax}#jobsjob_idstepsshell`,
    jobs: job('a', 'steps:\n  - shell: bash\n    run: false | cat'),
    conclusion: 'failure',
    conclusions: { a: 'failure' },
    says: ['a', 'Process completed with exit code 1.'],
  },
  {
    rule: 'the token is not in the environment unless the workflow sets it',
    source: 'how-tos/security-for-github-actions/github_token',
    jobs: job(
      'a',
      'steps:\n  - run: test -z "$GITHUB_TOKEN" -a -z "$GH_TOKEN"\n  - env: {TOKEN: "${{ github.token }}"}\n    run: test -n "$TOKEN" && echo "token $TOKEN"',
    ),
    conclusions: { a: 'success' },
    says: ['a', 'token ***'],
  },
  {
    rule: '::add-mask:: masks later output, each line of a multi-line value',
    source: `${commands}#masking-a-value-in-a-log`,
    jobs: job('a', "steps:\n  - run: echo '::add-mask::hunter2'\n  - run: echo so hunter2"),
    conclusions: { a: 'success' },
    says: ['a', 'so ***'],
    silent: ['a', 'hunter2\n::'],
  },
  {
    rule: 'outputs can have several lines; set-output works with a warning',
    source: `${commands}#multiline-strings`,
    jobs: job(
      'a',
      `steps:
  - id: s
    run: |
      { echo 'many<<END'; echo one; echo two; echo END; } >> "$GITHUB_OUTPUT"
      echo '::set-output name=old::way'
  - run: echo '\${{ toJSON(steps.s.outputs) }}'`,
    ),
    conclusions: { a: 'success' },
    says: ['a', '"many": "one\\ntwo"'],
  },
  {
    rule: 'GITHUB_ENV and GITHUB_PATH reach later steps; GITHUB_* cannot be changed',
    source: `${commands}#environment-files`,
    jobs: job(
      'a',
      `steps:
  - run: |
      echo A=1 >> "$GITHUB_ENV"
      echo GITHUB_SHA=no >> "$GITHUB_ENV"
      mkdir tools && printf '#!/bin/sh\\necho found' > tools/my-tool && chmod +x tools/my-tool
      echo "$PWD/tools" >> "$GITHUB_PATH"
  - run: echo "$A \${{ env.A }} $(my-tool)" && test "$GITHUB_SHA" = \${{ github.sha }}`,
    ),
    conclusions: { a: 'success' },
    says: ['a', '1 1 found'],
  },
  {
    rule: 'if two matrix jobs set the same output, the last non-empty value is used',
    source: `${syntax}#jobsjob_idoutputs`,
    jobs:
      job(
        'a',
        'strategy: {max-parallel: 1, matrix: {n: [1, 2]}}\noutputs: {v: "${{ steps.s.outputs.v }}"}\nsteps:\n  - id: s\n    run: if [ ${{ matrix.n }} = 1 ]; then echo v=one >> "$GITHUB_OUTPUT"; fi',
      ) + run('b', 'echo "v is ${{ needs.a.outputs.v }}"', 'needs: a\n'),
    conclusions: { 'a (1)': 'success', 'a (2)': 'success', b: 'success' },
    says: ['b', 'v is one'],
  },
  {
    rule: 'continue-on-error of a step: outcome failure, conclusion success; later steps run',
    source: `${syntax}#jobsjob_idstepscontinue-on-error`,
    jobs: job(
      'a',
      'steps:\n  - id: s\n    continue-on-error: true\n    run: exit 3\n  - run: echo ${{ steps.s.outcome }} ${{ steps.s.conclusion }}',
    ),
    conclusions: { a: 'success' },
    says: ['a', 'failure success'],
  },
  {
    rule: 'continue-on-error of a job: the job has failed, its dependents and the run continue',
    source: `${syntax}#jobsjob_idcontinue-on-error`,
    jobs:
      run('a', 'false', 'continue-on-error: true\n') + run('b', 'echo ${{ needs.a.result }}', 'needs: a\n'),
    conclusions: { a: 'failure', b: 'success' },
    says: ['b', 'success'],
  },
  {
    rule: 'after a failure only steps with failure() or always() run',
    source: `${expressions}#status-check-functions`,
    jobs: job(
      'a',
      'steps:\n  - run: false\n  - run: echo never\n  - if: failure()\n    run: echo after\n  - if: always()\n    run: echo last ${{ job.status }}',
    ),
    conclusion: 'failure',
    conclusions: { a: 'failure' },
    says: ['a', 'last failure'],
  },
  {
    rule: 'a job output that contains a secret is skipped',
    source: `${syntax}#jobsjob_idoutputs`,
    jobs:
      job('a', 'outputs: {t: "${{ github.token }}"}\nsteps:\n  - run: "true"') +
      run('b', 'echo "<${{ needs.a.outputs.t }}>"', 'needs: a\n'),
    conclusions: { a: 'success', b: 'success' },
    says: ['b', '<>'],
  },
  {
    rule: 'a step that exceeds its timeout fails, and its processes end',
    source: `${syntax}#jobsjob_idstepstimeout-minutes`,
    jobs: job('a', 'steps:\n  - name: slow\n    timeout-minutes: 0.005\n    run: exec sleep 60'),
    conclusion: 'failure',
    conclusions: { a: 'failure' },
    says: ['a', "The action 'slow' has timed out after 0.005 minutes."],
  },
  {
    rule: 'a job that exceeds its timeout is cancelled; steps with always() still run',
    source: `${syntax}#jobsjob_idtimeout-minutes`,
    jobs: job('a', 'timeout-minutes: 0.005\nsteps:\n  - run: exec sleep 60\n  - run: echo never'),
    conclusion: 'cancelled',
    conclusions: { a: 'cancelled' },
    says: ['a', 'The job has exceeded the maximum execution time of 0.005 minutes.'],
  },
  {
    rule: 'scripts keep the indentation that YAML gives them: heredocs and Python work',
    source: 'actions/languageservices: template-reader.ts (the reader works on the raw source)',
    jobs: job(
      'a',
      'steps:\n  - shell: python\n    run: |\n      if True:\n          print("py ${{ github.event_name }}")\n  - run: |\n      cat <<END\n      doc ${{ github.ref_type }}\n      END',
    ),
    conclusions: { a: 'success' },
    says: ['a', 'py push'],
  },
  {
    rule: 'env precedence: step, GITHUB_ENV, job, workflow',
    source: `${syntax}#env`,
    jobs: job(
      'a',
      'env: {A: job, B: job}\nsteps:\n  - run: echo "$A $B $TOP"\n  - env: {B: step}\n    run: echo "then $A $B ${{ env.B }}"',
    ),
    conclusions: { a: 'success' },
    says: ['a', 'then job step step'],
  },
  {
    rule: 'a matrix without values is an error',
    source: matrix,
    jobs: job('a', 'strategy: {matrix: {n: "${{ fromJSON(\'[]\') }}"}}\nsteps:\n  - run: echo'),
    conclusion: 'failure',
    conclusions: { a: 'failure' },
    says: ['a', 'Matrix vector does not contain any values'],
  },
  {
    rule: 'working-directory, defaults and hashFiles work',
    source: `${syntax}#defaultsrun`,
    jobs: job(
      'a',
      "defaults: {run: {working-directory: src, shell: sh}}\nsteps:\n  - uses: actions/checkout@v4\n  - run: test -f main.js && echo \"hash ${{ hashFiles('**/package.json') != '' }} ${{ hashFiles('none') == '' }}\"",
    ),
    conclusions: { a: 'success' },
    says: ['a', 'hash true true'],
  },
  {
    rule: 'background processes of a step run until the end of the job',
    source: 'actions/runner: JobExtension, "Cleaning up orphan processes"',
    jobs: job(
      'a',
      'steps:\n  - run: (sleep 100 >/dev/null 2>&1 & echo $! > "$RUNNER_TEMP/pid")\n  - run: kill -0 "$(cat "$RUNNER_TEMP/pid")" && echo alive',
    ),
    conclusions: { a: 'success' },
    says: ['a', 'alive'],
  },
  {
    rule: 'background processes end with the job, even in their own session, and the log lists them',
    source: 'actions/runner: JobExtension, "Terminate orphan process"',
    jobs: job('a', 'steps:\n  - run: setsid sleep 100 >/dev/null 2>&1 & sleep 0.3'),
    conclusions: { a: 'success' },
    says: ['a', 'Terminate orphan process: pid ('],
  },
]
