/** One rule of GitHub, its source, a workflow that tests it, and the expected result. */
export interface Row {
  readonly rule: string
  /** A page of docs.github.com/actions, or an observation. */
  readonly source: string
  readonly jobs: string
  readonly conclusion?: string
  /** By the name of the job. */
  readonly conclusions: Readonly<Record<string, string>>
  /** A text in the log of the named job. */
  readonly says?: readonly [job: string, text: string]
  readonly silent?: readonly [job: string, text: string]
}

export const syntax = 'reference/workflows-and-actions/workflow-syntax'
export const expressions = 'reference/workflows-and-actions/expressions'
export const commands = 'reference/workflows-and-actions/workflow-commands'
export const matrix = 'how-tos/write-workflows/choose-what-workflows-do/run-job-variations'

export const job = (id: string, body: string): string =>
  `  ${id}:\n    runs-on: ubuntu-latest\n${body.replace(/^/gm, '    ')}\n`
export const run = (id: string, script: string, more = ''): string =>
  job(id, `${more}steps:\n  - run: |\n${script.replace(/^/gm, '      ')}`)
